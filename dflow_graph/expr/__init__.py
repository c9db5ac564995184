"""The languages inside a document's texts: expressions, conditions, dependencies."""
