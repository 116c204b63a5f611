// One request to the pages of forms on its way, and what their sources share.
#pragma once

#include "http/form.h"
#include "service/detail/form_pages.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::service {

/// One request on its way.
struct FormPages::Visit : PageVisit {
  inbox::Draft draft = {};
  std::optional<inbox::Submission> submission = std::nullopt;  // what the draft has become
  std::vector<inbox::FileRecord> stored = {};                  // pictures and attachments of the draft
  TypedValues entries = {};
  std::vector<std::string> notices = {};
  std::vector<FormLink> links = {};        // after them
  std::vector<FormMessage> messages = {};  // of what was sent, at its fields
  std::vector<UploadedFile> files = {};    // that are still to be looked at
  std::size_t step = 1;                    // that is shown; 0: all of them
  std::size_t left_step = 0;               // that the button led away from; 0: none
  std::map<std::string, std::size_t> rows = {};
  unsigned status = 200;  // of the page of the form, where it has no errors
};

/// After the address of a draft or a receipt: its private link.
inline constexpr std::string_view kLinkArea = "/link";
/// Of that page, once the link is a new one.
inline constexpr std::string_view kRenewedQuery = "new";

/// `/forms/scans?lang=en`: a page in the language of this one.
std::string own_language_address(const PageVisitPtr& visit, std::string_view path);
/// The same page in the other language, and its name.
std::pair<std::string, std::string> other_language_link(const PageVisitPtr& visit, std::string_view path);

}  // namespace gongwen::service
