// SiteFiles: a published site (docs/PUBLISHING.md) as it is, for readers: `/site/2024/02/bulletin.pdf`. A site that
// turns over while it is read is one release or the other for each file.
#pragma once

#include "diagnostics/text.h"
#include "http/message.h"
#include "http/server.h"

#include <memory>
#include <string>
#include <string_view>

namespace gongwen::service {

class SiteFiles {
 public:
  /// `folder` is that of the site, which may be published later.
  SiteFiles(std::string folder, diagnostics::Language language) : folder_(std::move(folder)), language_(language) {}

  static bool owns(std::string_view path);

  /// To GET and HEAD, with conditions and ranges. Nothing of the site whose name starts with a dot, and nothing that a
  /// link leads to outside of it. 404 for all that does not exist; for a folder its `index.html`, after the slash that
  /// relative addresses need.
  http::Response answer(const http::RequestHead& head) const;

 private:
  http::Response missing(const http::RequestHead& head) const;

  std::string folder_;
  diagnostics::Language language_;  // of readers who prefer none
};

}  // namespace gongwen::service
