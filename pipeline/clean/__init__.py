"""A crawled page taken apart: what is the article, what is said of it, and what only stood beside it."""

from pipeline.clean.page import Page, clean_page

__all__ = ["Page", "clean_page"]
