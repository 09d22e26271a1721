"""The full-text index, and a view that shows articles with their words.

Revision ID: 0002
Revises: 0001
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None

#: Contentless: the index holds the search form of the words, not the words. Marks are letters (Devanagari, Thai), and
#: all folding has been done before.
_SQLITE_INDEX = """
CREATE VIRTUAL TABLE article_search USING fts5(
    title, body, content='', tokenize="unicode61 remove_diacritics 0 categories 'L* N* Co Mn Mc'"
)
"""

#: The search form of the words, a space before and after, and its tokens. PostgreSQL's own parser is not asked.
_POSTGRESQL_INDEX = """
CREATE TABLE article_search (
    article_id BIGINT CONSTRAINT pk_article_search PRIMARY KEY
        CONSTRAINT fk_article_search_article_id_article REFERENCES article (id),
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    words TSVECTOR NOT NULL
)
"""
#: Of each writer the last transaction: a commit whose answer was lost is looked for here.
_POSTGRESQL_MARK = """
CREATE TABLE write_mark (
    writer TEXT CONSTRAINT pk_write_mark PRIMARY KEY,
    mark TEXT NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL
)
"""

_VIEW = """
CREATE VIEW article_text AS
SELECT article.id, site.name AS site, article.canonical_url AS url, article.title, article.published_day,
       article.published_at, article.published_precision,
       (SELECT {joined} FROM article_author JOIN author ON author.id = article_author.author_id
        WHERE article_author.article_id = article.id) AS authors,
       article.language, article.section, article.genre, article.word_count, revision.body,
       article.revision, article.first_seen_at, article.last_seen_at, article.gone_at, article.duplicate_of_id
FROM article
JOIN site ON site.id = article.site_id
JOIN revision ON revision.article_id = article.id AND revision.number = article.revision
"""


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_SQLITE_INDEX)
        op.execute(_VIEW.format(joined="group_concat(author.name, '; ')"))
    else:
        op.execute(_POSTGRESQL_INDEX)
        op.execute("CREATE INDEX ix_article_search_words ON article_search USING gin (words)")
        op.execute(_POSTGRESQL_MARK)
        op.execute(_VIEW.format(joined="string_agg(author.name, '; ' ORDER BY article_author.position)"))


def downgrade() -> None:
    op.execute("DROP VIEW article_text")
    op.execute("DROP TABLE article_search")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TABLE write_mark")
