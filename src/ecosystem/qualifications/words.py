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
    "no_text": Words(vi="Chưa có nội dung.", en="There is no text yet."),
    "few_choices": Words(vi="Cần ít nhất hai đáp án.", en="At least two answers are needed."),
    "none_right": Words(vi="Chưa có đáp án nào đúng.", en="No answer is marked as right."),
    "several_right": Words(
        vi="Câu hỏi chọn một chỉ có một đáp án đúng.", en="With a single choice only one answer is right."
    ),
    "twice_there": Words(vi="Mã này trùng hoặc để trống.", en="This id is empty or used twice."),
    "unknown_category": Words(vi="Không có loại máy này.", en="There is no such category."),
    "has_quiz": Words(
        vi="Chứng nhận này đã có bài trắc nghiệm.", en="This qualification has a quiz already."
    ),
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

IN_USE: dict[str, Words] = {
    "grants": Words(
        vi="{count} lượt cấp đã dựa vào chứng nhận này.", en="{count} grants have been given of it."
    ),
    "categories": Words(vi="{count} loại máy đang yêu cầu.", en="{count} categories ask for it."),
    "machines": Words(vi="{count} máy đang yêu cầu.", en="{count} machines ask for it."),
    "quiz": Words(vi="Còn bài trắc nghiệm.", en="It still has its quiz."),
    "attempts": Words(vi="Đã có {count} lượt làm bài.", en="It has been tried {count} times."),
}
# {vi} and {en} are the name of the qualification.
WITHDRAWN = Words(
    vi="Chứng nhận “{vi}” của bạn không còn hiệu lực.",
    en="Your qualification “{en}” is no longer valid.",
)
