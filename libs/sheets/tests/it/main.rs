//! Workbooks as many programs write them: each cell is what Excel shows, or it is told.

mod cells;
mod files;
