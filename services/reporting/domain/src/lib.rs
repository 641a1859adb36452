//! Projections, official documents and dashboards: the pure rules.
