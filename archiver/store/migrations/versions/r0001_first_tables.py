"""The first tables.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from archiver.store.columns import INTEGER

revision = "0001"
down_revision: str | None = None
branch_labels = None
depends_on = None


def _create_site() -> None:
    op.create_table(
        "site",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_run", sa.Text(), nullable=True),
        sa.Column("lease_holder", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_site"),
        sa.UniqueConstraint("name", name="uq_site_name"),
    )


def _create_tag() -> None:
    op.create_table(
        "tag",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tag"),
        sa.UniqueConstraint("name", name="uq_tag_name"),
    )


def _create_article() -> None:
    op.create_table(
        "article",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("site_id", INTEGER, nullable=False),
        sa.Column("key", sa.String(length=500), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("canonical_url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("alternative_title", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_day", sa.Date(), nullable=True),
        sa.Column("published_clock", sa.Text(), nullable=True),
        sa.Column("published_zone", sa.Text(), nullable=True),
        sa.Column("published_precision", sa.Text(), nullable=True),
        sa.Column("published_raw", sa.Text(), nullable=True),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("modified_day", sa.Date(), nullable=True),
        sa.Column("modified_clock", sa.Text(), nullable=True),
        sa.Column("modified_zone", sa.Text(), nullable=True),
        sa.Column("modified_precision", sa.Text(), nullable=True),
        sa.Column("modified_raw", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("language_declared", sa.Text(), nullable=True),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("links", sa.Text(), nullable=True),
        sa.Column("paywalled", sa.Boolean(), nullable=True),
        sa.Column("paywall_evidence", sa.Text(), nullable=True),
        sa.Column("agency", sa.Text(), nullable=True),
        sa.Column("credit_line", sa.Text(), nullable=True),
        sa.Column("dateline", sa.Text(), nullable=True),
        sa.Column("genre", sa.Text(), nullable=True),
        sa.Column("word_count", INTEGER, nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("revision", INTEGER, nullable=False),
        sa.Column("read_on_alias", sa.Boolean(), nullable=False),
        sa.Column("duplicate_of_id", INTEGER, nullable=True),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"], ["article.id"], name="fk_article_duplicate_of_id_article"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_article_site_id_site"),
        sa.PrimaryKeyConstraint("id", name="pk_article"),
        sa.UniqueConstraint("key", name="uq_article_key"),
    )
    op.create_index("ix_article_duplicate_of_id", "article", ["duplicate_of_id"], unique=False)
    op.create_index("ix_article_fingerprint", "article", ["fingerprint"], unique=False)
    op.create_index("ix_article_published_day", "article", ["published_day"], unique=False)
    op.create_index("ix_article_site_id_published_day", "article", ["site_id", "published_day"], unique=False)


def _create_author() -> None:
    op.create_table(
        "author",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("site_id", INTEGER, nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_author_site_id_site"),
        sa.PrimaryKeyConstraint("id", name="pk_author"),
        sa.UniqueConstraint("name", "kind", "site_id", name="uq_author_name_kind_site_id"),
    )


def _create_crawl() -> None:
    op.create_table(
        "crawl",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("run", sa.String(length=300), nullable=False),
        sa.Column("site_id", INTEGER, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("requests", INTEGER, nullable=False),
        sa.Column("listed", INTEGER, nullable=False),
        sa.Column("new", INTEGER, nullable=False),
        sa.Column("revised", INTEGER, nullable=False),
        sa.Column("unchanged", INTEGER, nullable=False),
        sa.Column("alias", INTEGER, nullable=False),
        sa.Column("duplicate", INTEGER, nullable=False),
        sa.Column("gone", INTEGER, nullable=False),
        sa.Column("refused", INTEGER, nullable=False),
        sa.Column("failed", INTEGER, nullable=False),
        sa.Column("pending", INTEGER, nullable=False),
        sa.Column("reasons", sa.Text(), nullable=True),
        sa.Column("seeds", sa.Text(), nullable=True),
        sa.Column("left_out", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_crawl_site_id_site"),
        sa.PrimaryKeyConstraint("id", name="pk_crawl"),
    )
    op.create_index("ix_crawl_run", "crawl", ["run"], unique=False)
    op.create_index("ix_crawl_site_id", "crawl", ["site_id"], unique=False)


def _create_seed() -> None:
    op.create_table(
        "seed",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("site_id", INTEGER, nullable=False),
        sa.Column("key", sa.String(length=500), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("links", INTEGER, nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_seed_site_id_site"),
        sa.PrimaryKeyConstraint("id", name="pk_seed"),
        sa.UniqueConstraint("site_id", "key", name="uq_seed_site_id_key"),
    )


def _create_article_author() -> None:
    op.create_table(
        "article_author",
        sa.Column("article_id", INTEGER, nullable=False),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("author_id", INTEGER, nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_article_author_article_id_article"),
        sa.ForeignKeyConstraint(["author_id"], ["author.id"], name="fk_article_author_author_id_author"),
        sa.PrimaryKeyConstraint("article_id", "position", name="pk_article_author"),
    )
    op.create_index("ix_article_author_author_id", "article_author", ["author_id"], unique=False)


def _create_article_tag() -> None:
    op.create_table(
        "article_tag",
        sa.Column("article_id", INTEGER, nullable=False),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("tag_id", INTEGER, nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_article_tag_article_id_article"),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name="fk_article_tag_tag_id_tag"),
        sa.PrimaryKeyConstraint("article_id", "position", name="pk_article_tag"),
    )
    op.create_index("ix_article_tag_tag_id", "article_tag", ["tag_id"], unique=False)


def _create_article_url() -> None:
    op.create_table(
        "article_url",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("article_id", INTEGER, nullable=False),
        sa.Column("key", sa.String(length=500), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_article_url_article_id_article"),
        sa.PrimaryKeyConstraint("id", name="pk_article_url"),
    )
    op.create_index("ix_article_url_article_id", "article_url", ["article_id"], unique=False)
    op.create_index("ix_article_url_key", "article_url", ["key"], unique=False)


def _create_image() -> None:
    op.create_table(
        "image",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("article_id", INTEGER, nullable=False),
        sa.Column("position", INTEGER, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=True),
        sa.Column("credit", sa.Text(), nullable=True),
        sa.Column("lead", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_image_article_id_article"),
        sa.PrimaryKeyConstraint("id", name="pk_image"),
    )
    op.create_index("ix_image_article_id", "image", ["article_id"], unique=False)


def _create_link() -> None:
    op.create_table(
        "link",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("site_id", INTEGER, nullable=False),
        sa.Column("key", sa.String(length=500), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.Column("found_on", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("modified", sa.Text(), nullable=True),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("authors", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("first_listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("crawl_id", INTEGER, nullable=True),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("attempts", INTEGER, nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retry_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("article_id", INTEGER, nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_link_article_id_article"),
        sa.ForeignKeyConstraint(["crawl_id"], ["crawl.id"], name="fk_link_crawl_id_crawl"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="fk_link_site_id_site"),
        sa.PrimaryKeyConstraint("id", name="pk_link"),
        sa.UniqueConstraint("key", "site_id", name="uq_link_key_site_id"),
    )
    op.create_index("ix_link_article_id", "link", ["article_id"], unique=False)
    op.create_index("ix_link_crawl_id_open", "link", ["crawl_id", "open"], unique=False)
    op.create_index("ix_link_site_id_status", "link", ["site_id", "status"], unique=False)


def _create_capture() -> None:
    op.create_table(
        "capture",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("link_id", INTEGER, nullable=False),
        sa.Column("crawl_id", INTEGER, nullable=True),
        sa.Column("article_id", INTEGER, nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("final_url", sa.Text(), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("http_status", INTEGER, nullable=False),
        sa.Column("content_type", sa.Text(), nullable=True),
        sa.Column("body_bytes", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("warc_file", sa.Text(), nullable=True),
        sa.Column("warc_offset", sa.BigInteger(), nullable=True),
        sa.Column("warc_length", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_capture_article_id_article"),
        sa.ForeignKeyConstraint(["crawl_id"], ["crawl.id"], name="fk_capture_crawl_id_crawl"),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name="fk_capture_link_id_link"),
        sa.PrimaryKeyConstraint("id", name="pk_capture"),
    )
    op.create_index("ix_capture_article_id", "capture", ["article_id"], unique=False)
    op.create_index("ix_capture_crawl_id", "capture", ["crawl_id"], unique=False)
    op.create_index("ix_capture_link_id", "capture", ["link_id"], unique=False)


def _create_listing() -> None:
    op.create_table(
        "listing",
        sa.Column("seed_id", INTEGER, nullable=False),
        sa.Column("link_id", INTEGER, nullable=False),
        sa.Column("crawl_id", INTEGER, nullable=False),
        sa.Column("position", INTEGER, nullable=False),
        sa.ForeignKeyConstraint(["crawl_id"], ["crawl.id"], name="fk_listing_crawl_id_crawl"),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name="fk_listing_link_id_link"),
        sa.ForeignKeyConstraint(["seed_id"], ["seed.id"], name="fk_listing_seed_id_seed"),
        sa.PrimaryKeyConstraint("seed_id", "link_id", name="pk_listing"),
    )
    op.create_index("ix_listing_link_id", "listing", ["link_id"], unique=False)


def _create_revision() -> None:
    op.create_table(
        "revision",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("article_id", INTEGER, nullable=False),
        sa.Column("number", INTEGER, nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("blocks", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("word_count", INTEGER, nullable=False),
        sa.Column("capture_id", INTEGER, nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_revision_article_id_article"),
        sa.ForeignKeyConstraint(["capture_id"], ["capture.id"], name="fk_revision_capture_id_capture"),
        sa.PrimaryKeyConstraint("id", name="pk_revision"),
        sa.UniqueConstraint("article_id", "number", name="uq_revision_article_id_number"),
    )
    op.create_index("ix_revision_capture_id", "revision", ["capture_id"], unique=False)


def _create_reading() -> None:
    op.create_table(
        "reading",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("revision_id", INTEGER, nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("losers", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_reading_revision_id_revision"),
        sa.PrimaryKeyConstraint("id", name="pk_reading"),
    )
    op.create_index("ix_reading_revision_id", "reading", ["revision_id"], unique=False)


def _create_removed() -> None:
    op.create_table(
        "removed",
        sa.Column("id", INTEGER, nullable=False),
        sa.Column("revision_id", INTEGER, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name="fk_removed_revision_id_revision"),
        sa.PrimaryKeyConstraint("id", name="pk_removed"),
    )
    op.create_index("ix_removed_revision_id", "removed", ["revision_id"], unique=False)


def upgrade() -> None:
    _create_site()
    _create_tag()
    _create_article()
    _create_author()
    _create_crawl()
    _create_seed()
    _create_article_author()
    _create_article_tag()
    _create_article_url()
    _create_image()
    _create_link()
    _create_capture()
    _create_listing()
    _create_revision()
    _create_reading()
    _create_removed()


def downgrade() -> None:
    for table in (
        "removed",
        "reading",
        "revision",
        "listing",
        "capture",
        "link",
        "image",
        "article_url",
        "article_tag",
        "article_author",
        "seed",
        "crawl",
        "author",
        "article",
        "tag",
        "site",
    ):
        op.drop_table(table)
