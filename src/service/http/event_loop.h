// EventLoop: the event loop of a serving process: sockets, pipes to other processes, timers and signals. It has one
// thread; all callbacks are called from run().
//   EventLoop loop;
//   auto reads = loop.watch_readable(socket, [&] { take(socket); });
//   auto limit = loop.after(std::chrono::seconds(5), [&] { loop.stop(); });
//   loop.run();
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

namespace gongwen::http {

/// Made once per process by serve(), by the preview and by tests; it is not thread-safe. The front has no other thread,
/// so a callback that blocks delays every client: long work goes to a worker process, whose answer makes a descriptor
/// readable.
class EventLoop {
  class Core;

 public:
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Cancels its watch or timer when it is destroyed, even from within its own callback, and even after the loop is
  /// gone. Move-only. There is no other way to cancel, so an object that keeps its handles as members cannot be
  /// called after its own destruction. The handle of a timer that has fired stays set; destroying it then does
  /// nothing.
  class Handle {
   public:
    Handle() = default;
    Handle(Handle&& other) noexcept;
    Handle& operator=(Handle&& other) noexcept;
    ~Handle() { drop(); }

    explicit operator bool() const { return id_ != 0; }
    void drop();

   private:
    friend class EventLoop;
    Handle(std::weak_ptr<Core> core, std::uint64_t id) : core_(std::move(core)), id_(id) {}

    std::weak_ptr<Core> core_;
    std::uint64_t id_ = 0;
  };
  using Watch = Handle;
  using Timer = Handle;

  /// Runs until stop(). Work that was posted before stop() is still done. May be called again. Order within a round:
  /// due timers, posted work, then events of descriptors.
  void run();
  void stop();

  /// Calls `ready` each time the descriptor can be read, its other end is closed, or it has an error, until the watch
  /// is destroyed. The caller owns the descriptor and destroys the watch before closing it. There may be one watch for
  /// each direction of a descriptor.
  [[nodiscard]] Watch watch_readable(int descriptor, std::function<void()> ready);
  /// Like watch_readable(), for writing.
  [[nodiscard]] Watch watch_writable(int descriptor, std::function<void()> ready);
  /// Calls `closed` when the connection is closed in both directions or has an error.
  [[nodiscard]] Watch watch_closed(int descriptor, std::function<void()> closed);

  /// Calls `done` once, after this time. A negative time counts as zero. The callback comes in a later round, never
  /// from within after().
  [[nodiscard]] Timer after(std::chrono::milliseconds time, std::function<void()> done);
  /// Calls `work` in the next round, never from within post(). Posted work cannot be cancelled; capture a weak pointer
  /// if the owner may be gone by then.
  void post(std::function<void()> work);
  /// Turns a signal (SIGTERM, SIGHUP, SIGCHLD) into a callback. The signal is blocked while the watch exists. Must be
  /// called before other threads are started, so that they inherit the mask. One watch per signal. `received` runs in
  /// the loop, so it may do anything, unlike a signal handler.
  [[nodiscard]] Watch on_signal(int signal, std::function<void()> received);

  /// Milliseconds of a clock that never goes back, read once per round. It does not advance while callbacks run, so
  /// deadlines that are computed within one round are consistent.
  std::int64_t now() const;

 private:
  std::shared_ptr<Core> core_;
};

}  // namespace gongwen::http
