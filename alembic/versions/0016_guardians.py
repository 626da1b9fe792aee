"""Families: minors, guardians, consent with its texts, details for an emergency, invitations of guardians.

Revision 0016.
"""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_KIND = "kind IN ('parent', 'legal_guardian')"
_PURPOSE = "purpose IN ('enrolment', 'photos', 'emergency_data', 'calendar_alias')"
_INSTANT = sa.DateTime(timezone=True)

# What is consented to. A text is never changed; another one gets the next version.
_TEXTS = {
    "enrolment": {
        "vi": "Tôi đồng ý cho con đăng ký và tham gia các lớp học, buổi tập huấn trên Ecosystem. Họ tên, ngày"
        " sinh, lớp và trường của con được lưu và chỉ hiện cho người phụ trách lớp mà con đăng ký. Dữ liệu"
        " dùng để xếp chỗ, điểm danh và báo tin cho tôi; không dùng vào việc khác và không công khai. Tôi có"
        " thể rút lại bất cứ lúc nào: khi đó con thôi học các lớp đã đăng ký và ra khỏi danh sách chờ.",
        "en": "I agree that my child enrols in and attends classes and trainings on Ecosystem. The child's"
        " full name, date of birth, grade and school are kept and shown only to those who run a class the"
        " child is enrolled in. They are used to give out places, take attendance and keep me informed, for"
        " nothing else, and are never made public. I can withdraw at any time: the child then leaves its"
        " classes and every waiting list.",
    },
    "photos": {
        "vi": "Tôi đồng ý cho chụp ảnh, quay phim con trong giờ học và dùng ảnh để giới thiệu hoạt động của"
        " cơ sở, không kèm họ tên. Không đồng ý thì con vẫn được học như các bạn. Tôi có thể rút lại bất cứ"
        " lúc nào: cơ sở thôi dùng và gỡ ảnh có con.",
        "en": "I agree that my child is photographed and filmed in class and that the pictures show what the"
        " place does, without the child's name. Without this consent the child takes part all the same. I can"
        " withdraw at any time: pictures of the child are used no more and taken down.",
    },
    "emergency_data": {
        "vi": "Tôi đồng ý cho lưu người liên lạc khi khẩn cấp và lưu ý về sức khoẻ, dị ứng của con. Chỉ người"
        " phụ trách buổi học thấy, và chỉ trong ngày có buổi học. Tôi có thể rút lại bất cứ lúc nào: dữ liệu"
        " này được xoá ngay.",
        "en": "I agree that a contact for emergencies and notes on my child's health and allergies are kept."
        " Only those who run a session see them, and only on the day of that session. I can withdraw at any"
        " time: these data are deleted at once.",
    },
    "calendar_alias": {
        "vi": "Tôi đồng ý cho lịch học của con hiện trong lịch cá nhân của người giám hộ dưới tên gọi tắt do"
        " tôi chọn, không kèm họ tên. Tôi có thể rút lại bất cứ lúc nào: các buổi học của con biến khỏi lịch"
        " đó và tên gọi tắt được xoá.",
        "en": "I agree that my child's sessions appear in the guardians' personal calendars under an alias"
        " that I choose, without the child's name. I can withdraw at any time: the child's sessions leave"
        " those calendars and the alias is deleted.",
    },
}


def upgrade() -> None:
    """Make the tables and store the first texts."""
    op.create_table(
        "child",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("alias", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("erased_at", _INSTANT, nullable=True),
        sa.CheckConstraint("grade BETWEEN 0 AND 12", name=op.f("ck_child_grade")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_child_person_id")),
        sa.ForeignKeyConstraint(["school_id"], ["organisation.id"], name=op.f("fk_child_school_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_child")),
    )
    _guardianship()
    _consent()
    op.create_table(
        "child_care",
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("contact_phone", sa.String(), nullable=False),
        sa.Column("allergy_note", sa.String(), nullable=True),
        sa.Column("updated_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["child_id"], ["child.person_id"], name=op.f("fk_child_care_child_id")),
        sa.PrimaryKeyConstraint("child_id", name=op.f("pk_child_care")),
    )


def _guardianship() -> None:
    op.create_table(
        "guardianship",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("guardian_id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("confirmed_how", sa.String(), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(_KIND, name=op.f("ck_guardianship_kind")),
        sa.CheckConstraint(
            "confirmed_how IN ('entered', 'invitation', 'staff')", name=op.f("ck_guardianship_confirmed_how")
        ),
        sa.CheckConstraint("guardian_id <> child_id", name=op.f("ck_guardianship_two_people")),
        sa.ForeignKeyConstraint(["guardian_id"], ["person.id"], name=op.f("fk_guardianship_guardian_id")),
        sa.ForeignKeyConstraint(["child_id"], ["child.person_id"], name=op.f("fk_guardianship_child_id")),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_guardianship_confirmed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardianship")),
        sa.UniqueConstraint("guardian_id", "child_id", name=op.f("uq_guardianship_guardian_id_child_id")),
    )
    op.create_index("ix_guardianship_child_id", "guardianship", ["child_id"])
    op.create_table(
        "guardian_invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("invited_by_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("accepted_at", _INSTANT, nullable=True),
        sa.CheckConstraint(_KIND, name=op.f("ck_guardian_invitation_kind")),
        sa.ForeignKeyConstraint(
            ["child_id"], ["child.person_id"], name=op.f("fk_guardian_invitation_child_id")
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["person.id"], name=op.f("fk_guardian_invitation_invited_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian_invitation")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_guardian_invitation_secret_hash")),
    )
    op.create_index(op.f("ix_guardian_invitation_child_id"), "guardian_invitation", ["child_id"])


def _consent() -> None:
    op.create_table(
        "consent_text",
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("published_at", _INSTANT, nullable=False),
        sa.CheckConstraint(_PURPOSE, name=op.f("ck_consent_text_purpose")),
        sa.PrimaryKeyConstraint("purpose", "version", name=op.f("pk_consent_text")),
    )
    for purpose, body in _TEXTS.items():
        op.execute(
            sa.text("INSERT INTO consent_text VALUES (:purpose, 1, CAST(:body AS jsonb), now())").bindparams(
                purpose=purpose, body=json.dumps(body, ensure_ascii=False)
            )
        )
    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("guardian_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("text_version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("given_at", _INSTANT, nullable=False),
        sa.Column("child_age", sa.Integer(), nullable=False),
        sa.Column("child_assent_at", _INSTANT, nullable=True),
        sa.Column("evidence", postgresql.JSONB(), nullable=False),
        sa.Column("withdrawn_at", _INSTANT, nullable=True),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(_PURPOSE, name=op.f("ck_consent_purpose")),
        sa.CheckConstraint("language IN ('vi', 'en')", name=op.f("ck_consent_language")),
        sa.CheckConstraint("channel IN ('web', 'api')", name=op.f("ck_consent_channel")),
        sa.CheckConstraint("child_age < 7 OR child_assent_at IS NOT NULL", name=op.f("ck_consent_assent")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)", name=op.f("ck_consent_withdrawn")
        ),
        sa.ForeignKeyConstraint(["child_id"], ["child.person_id"], name=op.f("fk_consent_child_id")),
        sa.ForeignKeyConstraint(["guardian_id"], ["person.id"], name=op.f("fk_consent_guardian_id")),
        sa.ForeignKeyConstraint(
            ["purpose", "text_version"],
            ["consent_text.purpose", "consent_text.version"],
            name=op.f("fk_consent_text"),
        ),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["person.id"], name=op.f("fk_consent_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(
        "uq_consent_in_force",
        "consent",
        ["child_id", "purpose"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def downgrade() -> None:
    """Remove them, and the people who were entered as children."""
    for table in ("child_care", "consent", "consent_text", "guardian_invitation", "guardianship"):
        op.drop_table(table)
    op.drop_constraint("fk_child_person_id", "child")
    op.execute("DELETE FROM person USING child WHERE person.id = child.person_id")
    op.drop_table("child")
