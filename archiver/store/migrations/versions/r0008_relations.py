"""Relations: sampled shingles of articles, relations between articles, and stories.

What `article.duplicate_of_id` said is a relation now. Articles stored before have no samples yet: `archiver cluster
--recompute` makes them.

Revision ID: 0008
Revises: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from archiver.store.columns import INTEGER

revision = "0008"
down_revision: str | None = "0007"
branch_labels = None
depends_on = None

_VIEW = """
CREATE VIEW article_text AS
SELECT article.id, site.name AS site, article.canonical_url AS url, article.title, article.published_day,
       article.published_at, article.published_precision,
       (SELECT {joined} FROM article_author JOIN author ON author.id = article_author.author_id
        WHERE article_author.article_id = article.id) AS authors,
       article.language, article.section, article.genre, article.word_count, revision.body,
       article.revision, article.first_seen_at, article.last_seen_at, article.gone_at, article.{last}
FROM article
JOIN site ON site.id = article.site_id
JOIN revision ON revision.article_id = article.id AND revision.number = article.revision
"""

_MOVE = """
INSERT INTO relation (article_id, other_id, kind, exact, containment, jaccard, rule, decided_at)
SELECT id, duplicate_of_id, 'copy', TRUE, 1.0, 1.0, 0, first_seen_at
FROM article WHERE duplicate_of_id IS NOT NULL ORDER BY id
"""
#: The one printed first was stored first, so that its id is the smallest.
_MAKE_STORIES = """
INSERT INTO story (id, origin_id, first_published_at, first_published_day, agency, articles, sites)
SELECT origin.id, origin.id, origin.published_at, origin.published_day, origin.agency, 1 + COUNT(*),
       1 + COUNT(DISTINCT article.site_id)
FROM relation
JOIN article AS origin ON origin.id = relation.other_id
JOIN article ON article.id = relation.article_id
GROUP BY origin.id, origin.published_at, origin.published_day, origin.agency
"""
_JOIN_STORIES = (
    "UPDATE article SET story_id = id WHERE id IN (SELECT id FROM story)",
    """
    UPDATE article SET story_id = (SELECT other_id FROM relation WHERE relation.article_id = article.id)
    WHERE id IN (SELECT article_id FROM relation)
    """,
)
_MOVE_BACK = """
UPDATE article SET duplicate_of_id = (
    SELECT MIN(other_id) FROM relation WHERE relation.article_id = article.id AND relation.exact
)
"""


def upgrade() -> None:
    _create_sample()
    _create_relation()
    _create_story()
    op.execute(_MOVE)
    op.execute(_MAKE_STORIES)
    op.execute("DROP VIEW article_text")
    with op.batch_alter_table("article") as table:
        table.add_column(sa.Column("story_id", INTEGER, nullable=True))
        table.drop_index("ix_article_duplicate_of_id")
        table.drop_constraint("fk_article_duplicate_of_id_article", type_="foreignkey")
        table.drop_column("duplicate_of_id")
    op.create_index("ix_article_story_id", "article", ["story_id"], unique=False)
    for statement in _JOIN_STORIES:
        op.execute(statement)
    _create_view("story_id")


def downgrade() -> None:
    op.execute("DROP VIEW article_text")
    with op.batch_alter_table("article") as table:
        table.add_column(sa.Column("duplicate_of_id", INTEGER, nullable=True))
        table.create_foreign_key("fk_article_duplicate_of_id_article", "article", ["duplicate_of_id"], ["id"])
        table.drop_index("ix_article_story_id")
        table.drop_column("story_id")
    op.create_index("ix_article_duplicate_of_id", "article", ["duplicate_of_id"], unique=False)
    op.execute(_MOVE_BACK)
    _create_view("duplicate_of_id")
    for table_name in ("story", "relation", "sample"):
        op.drop_table(table_name)


def _create_view(last: str) -> None:
    authors = "group_concat(author.name, '; ')"
    if op.get_bind().dialect.name == "postgresql":
        authors = "string_agg(author.name, '; ' ORDER BY article_author.position)"
    op.execute(_VIEW.format(joined=authors, last=last))


def _create_sample() -> None:
    op.create_table(
        "sample",
        sa.Column("hash", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("hash", "article_id", name=op.f("pk_sample")),
        sqlite_with_rowid=False,
    )


def _create_relation() -> None:
    op.create_table(
        "relation",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("article_id", INTEGER, nullable=False),
        sa.Column("other_id", INTEGER, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("exact", sa.Boolean(), nullable=False),
        sa.Column("containment", sa.Double(), nullable=False),
        sa.Column("jaccard", sa.Double(), nullable=True),
        sa.Column("shared", INTEGER, nullable=True),
        sa.Column("numbers_agree", INTEGER, nullable=True),
        sa.Column("numbers_differ", INTEGER, nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("rule", INTEGER, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_relation_article_id_article")),
        sa.ForeignKeyConstraint(["other_id"], ["article.id"], name=op.f("fk_relation_other_id_article")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_relation")),
        sa.UniqueConstraint("article_id", "other_id", name=op.f("uq_relation_article_id_other_id")),
    )
    op.create_index(op.f("ix_relation_other_id"), "relation", ["other_id"], unique=False)


def _create_story() -> None:
    op.create_table(
        "story",
        sa.Column("id", INTEGER, autoincrement=False, nullable=False),
        sa.Column("origin_id", INTEGER, nullable=False),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_day", sa.Date(), nullable=True),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("articles", INTEGER, nullable=False),
        sa.Column("sites", INTEGER, nullable=False),
        sa.ForeignKeyConstraint(["origin_id"], ["article.id"], name=op.f("fk_story_origin_id_article")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_story")),
    )
