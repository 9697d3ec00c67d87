"""Mends a site file after a redesign: what is known of earlier articles tells where each field stands in the new pages.
"""
