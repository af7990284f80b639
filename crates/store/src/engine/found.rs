//! What a read makes of its rows, behind one type: what asks a database is compiled once, not once for each read.

use std::any::Any;

use crate::error::StoreError;
use crate::value::Cells;

/// Takes the rows of one read.
pub(crate) trait Found: Send {
    fn add(&mut self, row: &mut Cells<'_>) -> Result<(), StoreError>;

    /// The `Vec` of what the rows were read as.
    fn all(&mut self) -> &mut dyn Any;
}

struct Rows<T, F> {
    read: F,
    all: Vec<T>,
}

impl<T, F> Found for Rows<T, F>
where
    T: Send + 'static,
    F: Fn(&mut Cells<'_>) -> Result<T, StoreError> + Send,
{
    fn add(&mut self, row: &mut Cells<'_>) -> Result<(), StoreError> {
        self.all.push((self.read)(row)?);
        Ok(())
    }

    fn all(&mut self) -> &mut dyn Any {
        &mut self.all
    }
}

/// For rows that are read so.
pub(super) fn by<T, F>(read: F) -> Box<dyn Found>
where
    T: Send + 'static,
    F: Fn(&mut Cells<'_>) -> Result<T, StoreError> + Send + 'static,
{
    Box::new(Rows { read, all: Vec::new() })
}

/// What was read of the rows that [`by`] has taken.
pub(super) fn taken<T: 'static>(mut found: Box<dyn Found>) -> Result<Vec<T>, StoreError> {
    let all = found.all().downcast_mut::<Vec<T>>().map(std::mem::take);
    all.ok_or_else(|| StoreError::Failed("rows were read as something else".to_owned()))
}
