//! Policy packs, criteria sets, score sheets and results: how many points and which class: the pure rules.
