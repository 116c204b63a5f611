// SiteFiles: serves a published site (docs/PUBLISHING.md): `/site/2024/02/bulletin.pdf`. While the site is being
// replaced, each file comes completely from the old or the new release.
#pragma once

#include "diagnostics/text.h"
#include "service/http/message.h"
#include "service/http/server.h"

#include <memory>
#include <string>
#include <string_view>

namespace gongwen::service {

/// Front asks it before any route. It has no state except the folder, so a site may be published while it serves.
class SiteFiles {
 public:
  /// `folder` is that of the site; it may be published later.
  SiteFiles(std::string folder, diagnostics::Language language) : folder_(std::move(folder)), language_(language) {}

  static bool owns(std::string_view path);

  /// Answers GET and HEAD, with conditions and ranges. Does not serve files whose names begin with a dot, or files
  /// outside the site that a link leads to. Answers 404 for what does not exist, 503 for what cannot be read at the
  /// moment; for a folder sends its `index.html`, after a redirect that adds the slash that relative addresses need.
  http::Response answer(const http::RequestHead& head) const;

 private:
  http::Response refusal(const http::RequestHead& head, unsigned status,
                         const diagnostics::BilingualText& sentence) const;
  http::Response missing(const http::RequestHead& head) const;
  http::Response unreadable(const http::RequestHead& head) const;

  std::string folder_;
  diagnostics::Language language_;  // for readers without a preference
};

}  // namespace gongwen::service
