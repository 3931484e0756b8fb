//! The hashing lane: a few threads of its own for what is meant to be slow, so that a storm of sign-ins costs other
//! people's pages nothing. Each thread has one block of memory, made at its first job, reused, and given back when it
//! was idle for a while; it runs at lower priority than requests. Before the threads is a queue of about one second's
//! work: when it is full the answer is "not now", at once, instead of seconds later. Knows nothing of passwords.

use std::collections::VecDeque;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use argon2::Block;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::error::Unavailable;

/// How long an idle thread keeps its memory.
const KEEP_MEMORY: Duration = Duration::from_secs(60);
/// Nice value of the threads: behind requests, before idle work.
const NICE: i32 = 10;

/// A thread's memory, in blocks of one KiB.
pub type Memory = Vec<Block>;

type Job = Box<dyn FnOnce(&mut Memory) + Send>;

/// The threads and their queue; they end when it is dropped.
pub struct Lane {
    queue: Arc<Queue>,
    places: Arc<Semaphore>,
    /// How many places one job takes, and how many it may: as many as leave each thread one.
    weight: AtomicU32,
    most: u32,
}

#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    jobs: VecDeque<Job>,
    closed: bool,
}

/// A place in the queue: taken before anything is written, so that what is refused for lack of one costs nothing.
pub struct Place {
    queue: Arc<Queue>,
    permit: OwnedSemaphorePermit,
}

impl Lane {
    /// Starts `threads` threads with room for `waiting` jobs more than they work on.
    #[must_use]
    pub fn start(threads: usize, waiting: usize) -> Self {
        let queue = Arc::new(Queue::default());
        for _ in 0..threads {
            let queue = queue.clone();
            std::thread::Builder::new()
                .name("hashing".into())
                .spawn(move || work(&queue))
                .expect("a thread can be started");
        }
        let most = u32::try_from((threads + waiting) / threads.max(1)).unwrap_or(u32::MAX).max(1);
        Self { queue, places: Arc::new(Semaphore::new(threads + waiting)), weight: AtomicU32::new(1), most }
    }

    /// A place in the queue, or `None` when it is full.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        let permit = self.places.clone().try_acquire_many_owned(self.weight.load(Ordering::Relaxed)).ok()?;
        Some(Place { queue: self.queue.clone(), permit })
    }

    /// From now on a job may take so many times as long as it was: that much fewer wait for it.
    pub fn weigh(&self, times: u64) {
        let weight = u32::try_from(times).unwrap_or(u32::MAX).clamp(1, self.most);
        self.weight.store(weight, Ordering::Relaxed);
    }
}

impl Place {
    /// Runs `job` on one of the threads. Skipped when whoever waits for it is gone by then.
    pub async fn run<T, F>(self, job: F) -> Result<T, Unavailable>
    where
        F: FnOnce(&mut Memory) -> T + Send + 'static,
        T: Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let Self { queue, permit } = self;
        queue.push(Box::new(move |memory| {
            if !tell.is_closed() {
                let done = job(memory);
                // Before it is told: whoever hears of it finds the place free.
                drop(permit);
                let _ = tell.send(done);
            }
        }));
        told.await.map_err(|_| Unavailable::because("hashing", "the job was cut off"))
    }
}

impl Queue {
    fn push(&self, job: Job) {
        self.lock().jobs.push_back(job);
        self.changed.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        self.queue.lock().closed = true;
        self.queue.changed.notify_all();
    }
}

impl fmt::Debug for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lane(…)")
    }
}

fn work(queue: &Queue) {
    // On Linux this is the priority of the calling thread alone. Refused, it goes on at the same one.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, NICE);
    let mut memory = Memory::new();
    let mut state = queue.lock();
    loop {
        if let Some(job) = state.jobs.pop_front() {
            drop(state);
            // One job's panic is one request's error: the thread goes on.
            if catch_unwind(AssertUnwindSafe(|| job(&mut memory))).is_err() {
                tracing::error!("a hashing job failed");
            }
            state = queue.lock();
        } else if state.closed {
            return;
        } else if memory.is_empty() {
            state = queue.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        } else {
            let (held, waited) = queue.changed.wait_timeout(state, KEEP_MEMORY).unwrap_or_else(PoisonError::into_inner);
            state = held;
            if waited.timed_out() && state.jobs.is_empty() {
                memory = Memory::new();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_queue_refuses_at_once_and_takes_again_when_there_is_room() {
        let lane = Lane::start(1, 1);
        let (first, second) = (lane.place().expect("a place"), lane.place().expect("a place"));
        assert!(lane.place().is_none());
        drop(second);
        assert!(lane.place().is_some());
        assert_eq!(first.run(|_| 7).await, Ok(7));
    }

    #[tokio::test]
    async fn where_jobs_take_longer_fewer_wait_but_every_thread_has_one() {
        let lane = Lane::start(2, 6);
        let places = |times| {
            lane.weigh(times);
            std::iter::from_fn(|| lane.place()).collect::<Vec<_>>().len()
        };
        assert_eq!([0, 1, 2, 4, 5, u64::MAX].map(places), [8, 8, 4, 2, 2, 2]);
    }

    #[tokio::test]
    async fn a_job_whose_client_is_gone_is_skipped_and_gives_its_place_back() {
        let lane = Lane::start(1, 1);
        let (busy_until, release) = std::sync::mpsc::channel::<()>();
        let busy = tokio::spawn(lane.place().expect("a place").run(move |_| release.recv().is_err()));
        let ran = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let mark = ran.clone();
        let mut gone = Box::pin(lane.place().expect("a place").run(move |_| {
            mark.store(true, Ordering::SeqCst);
        }));
        assert!(futures_poll(&mut gone).await.is_none());
        drop(gone);
        drop(busy_until);
        assert_eq!(busy.await.expect("not cancelled"), Ok(true));
        assert_eq!(lane.place().expect("a place").run(|_| ()).await, Ok(()));
        assert!(!ran.load(Ordering::SeqCst));
    }

    #[tokio::test]
    async fn a_job_that_panics_is_one_error_and_the_thread_goes_on() {
        let lane = Lane::start(1, 0);
        assert_eq!(lane.place().expect("a place").run(|_| panic!("on purpose")).await, Err::<(), _>(Unavailable));
        // The place comes back when the thread has unwound.
        let place = loop {
            match lane.place() {
                Some(place) => break place,
                None => tokio::task::yield_now().await,
            }
        };
        assert_eq!(place.run(|_| 1).await, Ok(1));
    }

    /// Polls once: what it is to have begun.
    async fn futures_poll<F: Future + Unpin>(future: &mut F) -> Option<F::Output> {
        std::future::poll_fn(|context| match std::pin::Pin::new(&mut *future).poll(context) {
            std::task::Poll::Ready(value) => std::task::Poll::Ready(Some(value)),
            std::task::Poll::Pending => std::task::Poll::Ready(None),
        })
        .await
    }
}
