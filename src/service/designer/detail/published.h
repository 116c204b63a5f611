// PublishedForms: decides which published edition of each kind is in use. Workers find the forms in a folder that the
// engine searches before those of the program; when another edition begins, workers are replaced, as after a change of
// bundles.
//   PublishedForms forms(inbox, "/var/lib/gongwen/published", clock);
//   if (forms.refresh()) renew();
#pragma once

#include "service/inbox/inbox.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace gongwen::service {

/// refresh() is called when the service starts, by a timer when the next edition begins, and after each publication
/// here.
class PublishedForms {
 public:
  /// The inbox must outlive it. The folder must exist; an empty name means that nothing is published here.
  PublishedForms(inbox::Inbox& inbox, std::string folder, std::function<std::int64_t()> clock)
      : inbox_(inbox), folder_(std::move(folder)), clock_(std::move(clock)) {}

  /// Writes the editions that are in use now into the folder. Returns whether the folder has changed. A form that
  /// cannot be written is tried again with the next call; until then the former edition stays in use.
  bool refresh();

 private:
  bool use(const std::string& kind, std::int64_t number, const std::string& source);

  inbox::Inbox& inbox_;
  std::string folder_;
  std::function<std::int64_t()> clock_;
  std::map<std::string, std::int64_t> used_;  // number of the edition in use, by kind
};

}  // namespace gongwen::service
