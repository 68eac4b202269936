//! The drift as Prisma Migrate writes it.

use super::Difference;

pub fn summary(differences: &[Difference<'_>]) -> String {
    let _ = differences;
    String::new()
}
