//! Work lists, daily and weekly logs, their approval and statistics: the pure rules.
