"""Evaluation: what conversations are judged by, patrons are asked, staff practise with."""
