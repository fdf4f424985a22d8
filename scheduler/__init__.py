"""Lianfang (联防): a volunteer and training scheduler for community emergency work."""
