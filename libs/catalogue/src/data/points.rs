//! Points in public events.

use std::borrow::Cow;

use kernel::Points;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A total of points as decimal text with two places, such as "89.98": exact, and read as a number by nobody by accident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TotalPoints(pub Points);

impl Serialize for TotalPoints {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for TotalPoints {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let points: Points = text.parse().map_err(de::Error::custom)?;
        if points.to_string() == text {
            Ok(Self(points))
        } else {
            Err(de::Error::custom(format!("`{text}` is not written with two places")))
        }
    }
}

impl JsonSchema for TotalPoints {
    fn schema_name() -> Cow<'static, str> {
        "TotalPoints".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "Points as decimal text with two places, exact. Do not read it as a binary floating-point number.",
            "type": "string",
            "pattern": "^-?[0-9]+\\.[0-9]{2}$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_travel_as_text_with_two_places() {
        let points = TotalPoints(Points::from_hundredths(8998));
        assert_eq!(serde_json::to_value(points).unwrap(), "89.98");
        assert_eq!(serde_json::from_value::<TotalPoints>("89.98".into()).unwrap(), points);
        assert_eq!(serde_json::to_value(TotalPoints(Points::whole(100))).unwrap(), "100.00");
        for wrong in [serde_json::json!("89,98"), serde_json::json!("89.9"), serde_json::json!(89.98), serde_json::json!("")] {
            assert!(serde_json::from_value::<TotalPoints>(wrong.clone()).is_err(), "{wrong}");
        }
    }
}
