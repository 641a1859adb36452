//! Projections, official documents and dashboards.
