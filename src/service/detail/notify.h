// Notifier: what the manager of services is told (sd_notify): one datagram for each word.
#pragma once

#include "resources/file_descriptor.h"

#include <string>
#include <string_view>

namespace gongwen::service {

class Notifier {
 public:
  /// A path, or `@` and an abstract name; empty: nobody is told.
  explicit Notifier(std::string socket) : socket_(std::move(socket)) {}

  /// `READY=1`. Nothing happens when nobody listens.
  void say(std::string_view word) const;

 private:
  std::string socket_;
};

}  // namespace gongwen::service
