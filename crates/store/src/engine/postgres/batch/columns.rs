//! Values of several jobs as arrays, one for each parameter.

use std::error::Error;

use bytes::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

use crate::value::Value;

/// One parameter of several jobs.
#[derive(Debug)]
pub(super) enum Column {
    Int(Vec<Option<i64>>),
    Text(Vec<Option<String>>),
    Uuid(Vec<Option<Uuid>>),
    Bool(Vec<Option<bool>>),
}

/// The numbers of the jobs, then their parameters. All jobs have as many, of the same types.
pub(super) fn columns(jobs: &[&[Value]]) -> Vec<Column> {
    let numbers = (0..jobs.len()).map(|n| i64::try_from(n).ok()).collect();
    let mut columns = vec![Column::Int(numbers)];
    let first = jobs.first().copied().unwrap_or_default();
    for (place, value) in first.iter().enumerate() {
        let all = jobs.iter().map(|job| job.get(place));
        columns.push(match value {
            Value::Int(_) | Value::OptInt(_) => Column::Int(all.map(|value| value.and_then(int)).collect()),
            Value::Text(_) | Value::OptText(_) => Column::Text(all.map(|value| value.and_then(text)).collect()),
            Value::Uuid(_) | Value::OptUuid(_) => Column::Uuid(all.map(|value| value.and_then(uuid)).collect()),
            Value::Bool(_) => Column::Bool(all.map(|value| value.and_then(boolean)).collect()),
        });
    }
    columns
}

fn int(value: &Value) -> Option<i64> {
    match value {
        Value::Int(value) => Some(*value),
        Value::OptInt(value) => *value,
        _ => None,
    }
}

fn text(value: &Value) -> Option<String> {
    match value {
        Value::Text(value) => Some(value.clone()),
        Value::OptText(value) => value.clone(),
        _ => None,
    }
}

fn uuid(value: &Value) -> Option<Uuid> {
    match value {
        Value::Uuid(value) => Some(*value),
        Value::OptUuid(value) => *value,
        _ => None,
    }
}

fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(value) => Some(*value),
        _ => None,
    }
}

impl ToSql for Column {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Int(values) => values.to_sql_checked(ty, out),
            Self::Text(values) => values.to_sql_checked(ty, out),
            Self::Uuid(values) => values.to_sql_checked(ty, out),
            Self::Bool(values) => values.to_sql_checked(ty, out),
        }
    }

    /// Each checks its own type when it is written.
    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
