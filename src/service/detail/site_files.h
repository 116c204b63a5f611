// SiteFiles: serves a published site (docs/PUBLISHING.md): `/site/2024/02/bulletin.pdf`. While the site is replaced,
// each file is that of the old release or of the new one.
#pragma once

#include "diagnostics/text.h"
#include "service/http/message.h"
#include "service/http/server.h"

#include <memory>
#include <string>
#include <string_view>

namespace gongwen::service {

/// Asked by Front before any route. It has no state but the folder, so a site may be published while it serves.
class SiteFiles {
 public:
  /// `folder` is that of the site; it may be published later.
  SiteFiles(std::string folder, diagnostics::Language language) : folder_(std::move(folder)), language_(language) {}

  static bool owns(std::string_view path);

  /// Answers GET and HEAD, with conditions and ranges. Files whose names begin with a dot, and files outside of the
  /// site to which a link leads, are not served. 404 for what does not exist, 503 for what cannot be read at the
  /// moment; a folder answers with its `index.html`, after a redirect to the slash that relative addresses need.
  http::Response answer(const http::RequestHead& head) const;

 private:
  http::Response refusal(const http::RequestHead& head, unsigned status,
                         const diagnostics::BilingualText& sentence) const;
  http::Response missing(const http::RequestHead& head) const;
  http::Response unreadable(const http::RequestHead& head) const;

  std::string folder_;
  diagnostics::Language language_;  // of readers who prefer none
};

}  // namespace gongwen::service
