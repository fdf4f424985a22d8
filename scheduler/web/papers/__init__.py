"""Papers: certificates and service records, the same words on a page and in a PDF."""
