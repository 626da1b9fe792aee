"""What qualifications and quizzes say to people, in both languages."""

from ecosystem.kernel.words import Words

FAULTS: dict[str, Words] = {
    "unknown_question": Words(
        vi="Bài kiểm tra không có câu hỏi này.", en="There is no such question in this quiz."
    ),
    "unanswered": Words(vi="Câu này chưa được trả lời.", en="This question has no answer yet."),
    "one_only": Words(vi="Câu này chỉ chọn một đáp án.", en="This question takes one answer only."),
    "twice": Words(vi="Một đáp án được chọn hai lần.", en="An answer was chosen twice."),
    "unknown_choice": Words(vi="Câu hỏi không có đáp án này.", en="There is no such answer."),
    "unknown_person": Words(vi="Không tìm thấy người này.", en="This person is not known."),
    "unknown_qualification": Words(vi="Không có chứng nhận này.", en="There is no such qualification."),
    "not_ahead": Words(vi="Ngày hết hạn phải ở phía trước.", en="The expiry must lie ahead."),
}

TOO_EARLY = Words(
    vi="Bạn vừa làm bài này; có thể làm lại từ {retry_at}.",
    en="You have just tried this quiz; you can try again from {retry_at}.",
)
ALREADY_HELD = Words(
    vi="Bạn đã có chứng nhận này rồi.",
    en="You already hold this qualification.",
)
ALREADY_REVOKED = Words(
    vi="Chứng nhận này đã bị thu hồi.",
    en="This qualification has already been revoked.",
)
