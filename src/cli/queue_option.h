// The queue through which several machines make documents, as options of `batch` and `worker`.
#pragma once

#include "cli/options.h"
#include "cli/session.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace gongwen::cli {

/// `--queue URL` and `--objects PLACE`. Where one of the two is not given, it comes from the environment:
/// GONGWEN_QUEUE, for an address with a password, GONGWEN_OBJECTS.
class QueueOption {
 public:
  void declare(OptionList& list);

  /// Returns: 0, or the exit status of a refusal: an invalid address, or one option without the other.
  int check(const Session& session);
  /// The same where there must be a queue; both may come from the environment.
  int require(const Session& session);

  /// Empty: none.
  const std::string& address() const { return address_; }
  const std::string& objects() const { return objects_; }

 private:
  void complete();

  std::string address_;
  std::string objects_;
};

/// The value of `--jobs`: 0 for an empty one, nothing for anything but a number from 1 to 256.
std::optional<std::size_t> read_jobs(std::string_view text);

}  // namespace gongwen::cli
