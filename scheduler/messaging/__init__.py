"""The sentences people are sent, in their language, and how they are delivered; no web, no database."""
