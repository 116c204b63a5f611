// One request to the pages of forms on its way, and what their sources share.
#pragma once

#include "http/form.h"
#include "service/detail/form_pages.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongwen::service {

/// One request on its way.
struct FormPages::Visit {
  std::shared_ptr<http::Exchange> exchange;
  Language language = Language::Chinese;
  inbox::Seconds now = 0;
  std::vector<http::FormField> fields = {};  // what was posted, but for files
  std::string secret = {};
  inbox::Draft draft = {};
  TypedValues entries = {};
  std::vector<std::string> notices = {};
  std::map<std::string, std::size_t> rows = {};
  std::vector<http::Header> headers = {};
  unsigned status = 200;  // of the page of the form, where it has no errors

  http::Request& request() const { return exchange->request(); }
  bool posts() const { return request().method == "POST"; }
  bool has(std::string_view name) const { return http::find_field(fields, name) != nullptr; }
  std::string field(std::string_view name) const {
    const std::string* const value = http::find_field(fields, name);
    return value == nullptr ? std::string() : *value;
  }
  std::string words(const diagnostics::BilingualText& text) const { return std::string(text.in(language)); }
};

/// Of the slots of pictures; what is after it is the pointer of the field.
inline constexpr std::string_view kPictureMark = "picture:";
/// What the data call the picture of a field: `5f2b09aa.png`.
std::string picture_name(const std::string& pointer, std::string_view type);
/// Of the office: its receipts count by the year in Beijing.
inline constexpr inbox::Seconds kBeijing = 8 * 3'600;

/// `2026-11-23 09:05`, in Beijing.
std::string local_time(inbox::Seconds seconds);

// Statuses of answers with pages.
inline constexpr unsigned kFormBad = 400;
inline constexpr unsigned kFormForbidden = 403;
inline constexpr unsigned kFormNotFound = 404;
inline constexpr unsigned kFormConflict = 409;
inline constexpr unsigned kFormGone = 410;
inline constexpr unsigned kFormInvalid = 422;
inline constexpr unsigned kFormTooMany = 429;
inline constexpr unsigned kFormFailed = 500;
inline constexpr unsigned kFormBusy = 503;
inline constexpr unsigned kFormSlow = 504;

}  // namespace gongwen::service
