// EventLoop: the one loop of a process that serves: sockets, pipes to other processes, times and signals. No threads:
// everything is called from run().
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

class EventLoop {
  class Core;

 public:
  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Ends what it stands for when it is destroyed, also within its own callback and after the loop.
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

  /// Until stop(). What was posted before stop() is still done. May be called again.
  void run();
  void stop();

  /// Calls each time that the descriptor can be read, its other end is closed or it has an error, until the watch is
  /// dropped. The descriptor stays the caller's, who drops the watch before closing it. No more than one watch of each
  /// type per descriptor.
  [[nodiscard]] Watch watch_readable(int descriptor, std::function<void()> ready);
  /// The same for writing.
  [[nodiscard]] Watch watch_writable(int descriptor, std::function<void()> ready);
  /// Calls when nothing can be read nor written any more: both directions are closed, or the socket has an error.
  [[nodiscard]] Watch watch_closed(int descriptor, std::function<void()> closed);

  /// Calls once.
  [[nodiscard]] Timer after(std::chrono::milliseconds time, std::function<void()> done);
  /// Calls soon, never from within post().
  void post(std::function<void()> work);
  /// The signal (SIGTERM, SIGHUP, SIGCHLD) becomes an event; it is blocked as long as the watch is there. Call it
  /// before other threads are started.
  [[nodiscard]] Watch on_signal(int signal, std::function<void()> received);

  /// Milliseconds of a clock that only runs forward, read once in each round of the loop.
  std::int64_t now() const;

 private:
  std::shared_ptr<Core> core_;
};

}  // namespace gongwen::http
