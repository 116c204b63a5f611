// Delivers to one target, once. Each function waits until it is done, has failed, or has run out of time.
#pragma once

#include "diagnostics/text.h"
#include "queue/object_store.h"
#include "store/publish/detail/targets.h"
#include "store/publish/site_copy.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen::publish {

/// What started programs and clients need besides the target.
struct DeliveryMeans {
  std::vector<std::string> environment;  // of started programs, `NAME=value`, without secrets
  std::string credentials_folder;        // of systemd; empty: none
  std::string temporary_folder;
  queue::S3Access storage;  // for targets without settings of their own
};

/// The reason why a delivery failed; nullopt if it succeeded. Messages of programs, servers and the system are quoted:
/// they are the same in both languages.
using DeliveryFault = std::optional<diagnostics::TextPair>;

/// Returns the first reported error.
DeliveryFault fault_in(const diagnostics::DiagnosticSink& sink);
/// Returns the words for the exit status of a program.
diagnostics::TextPair fault_of_exit(int status);

/// Makes the target a copy of the site. `is_known`: it has been one before, so an empty folder means that a share is
/// not mounted.
DeliveryFault deliver_copy(const Target& target, const SiteCopy& copy, bool is_known, const DeliveryMeans& means);

/// Runs the command with the report on its standard input.
DeliveryFault deliver_to_command(const Target& target, std::string_view report, const DeliveryMeans& means);

/// Sends one mail to each recipient, in this order. `tell` is called after each with the fault, if any. If the server
/// cannot be reached, further mails are not tried, and it returns false.
struct OutgoingMail {
  std::string message_id;
  std::function<std::string(const std::string& to)> message;  // with headers
};
bool deliver_mail(const Target& target, const OutgoingMail& mail, const std::vector<std::string>& to,
                  const DeliveryMeans& means,
                  const std::function<void(const std::string& to, const DeliveryFault& fault)>& tell);

}  // namespace gongwen::publish
