// Ctrl-C and the signal by which services are stopped, as a question instead of an end.
#pragma once

namespace gongwen::cli {

/// While it lives, SIGINT, SIGTERM and SIGHUP only mark that the work should end. A second one ends the program at
/// once.
class Interrupt {
 public:
  Interrupt();
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;
  ~Interrupt();

  /// Whether a signal has come. From any thread.
  static bool has_come();
  /// 128 and the number of the signal, as shells count; 0 when none has come.
  static int status();
};

}  // namespace gongwen::cli
