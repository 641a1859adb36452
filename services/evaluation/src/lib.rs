//! Periods, records, reviewers, forms, opinions, minutes and decisions: who and when.
