//! The rules of the house, read off the project's own text: which layer may name which, what is written where, and that
//! nothing is left over. Each rule is also tried on a sample that breaks it.

#![allow(unreachable_pub, reason = "nothing imports a test program")]

mod files;
mod habits;
mod languages;
mod layers;
mod pages;
mod project;
mod rust;
