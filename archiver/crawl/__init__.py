"""The crawl: Scrapy components that are neither spider nor pipeline, and what they share."""
