// Serves files below one folder only: open_below prevents paths and links from leading out of it.
#include "service/detail/site_files.h"

#include "base/format.h"
#include "diagnostics/catalogue/texts/service.h"
#include "resources/file_descriptor.h"
#include "resources/open_below.h"
#include "service/detail/answers.h"
#include "service/http/conditional.h"
#include "service/http/fields.h"
#include "store/publish/site_copy.h"

#include <cstdint>
#include <utility>
#include <vector>

#include <sys/stat.h>

namespace gongwen::service {
namespace {

namespace texts = diagnostics::texts;
using resources::FileDescriptor;
using resources::open_below;

constexpr std::string_view kArea = "/site";
/// The release that readers see; see the module publish, which switches the link.
constexpr std::string_view kRelease = ".gongwen/current/";

/// Returns whether a part of the path begins with a dot: folders of the publishing program, and `..`.
bool has_hidden_part(std::string_view path) {
  return path.starts_with('.') || path.find("/.") != std::string_view::npos;
}

/// Returns the headers of a file of the site, by its ending, as the module publish writes
/// files.
std::vector<http::Header> headers_of(std::string_view path) {
  return {{"Content-Type", std::string(publish::web_type_of(path))},
          // Each edition changes the contents of addresses, so browsers ask every time, and mostly get 304.
          {"Cache-Control", "no-cache"},
          {"X-Content-Type-Options", "nosniff"},
          {"Referrer-Policy", "no-referrer"},
          // Texts of periodicals, and pages that earlier programs published, may contain styles and pictures, but
          // scripts in them must not run.
          {"Content-Security-Policy",
           "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; img-src 'self' data:; "
           "connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"}};
}

}  // namespace

bool SiteFiles::owns(std::string_view path) {
  return path == kArea || (path.starts_with(kArea) && path[kArea.size()] == '/');
}

/// Returns a status as a page of one sentence, in the reader's language.
http::Response SiteFiles::refusal(const http::RequestHead& head, unsigned status,
                                  const diagnostics::BilingualText& sentence) const {
  const std::string* const wanted = head.header("accept-language");
  const diagnostics::Language language = wanted == nullptr ? language_ : http::preferred_language(*wanted, language_);
  http::Response response;
  response.status = status;
  response.headers = headers_of(".html");
  // Without the service's style sheet and menu, since readers see the site as something separate.
  response.body = write_page({language, std::string(sentence.in(language))});
  return response;
}

http::Response SiteFiles::missing(const http::RequestHead& head) const {
  return refusal(head, http::status::kNotFound, texts::ServiceNotFound);
}

/// The file may well exist: a reader, or a program that mirrors the site, must not take it for withdrawn.
http::Response SiteFiles::unreadable(const http::RequestHead& head) const {
  http::Response response = refusal(head, http::status::kUnavailable, texts::ServiceSiteFileUnreadable);
  response.headers.push_back({"Retry-After", "2"});
  return response;
}

http::Response SiteFiles::answer(const http::RequestHead& head) const {
  const auto with_slash = [&] {
    http::Response response;
    response.status = http::status::kMovedPermanently;
    response.headers = {{"Location", head.path + '/'}};
    return response;
  };
  // `/site` alone: relative addresses of its index need the slash.
  if (head.path == kArea) return with_slash();
  std::string path = head.path.substr(kArea.size() + 1);
  if (has_hidden_part(path)) return missing(head);
  if (path.empty() || path.ends_with('/')) path += "index.html";
  FileDescriptor file = open_below(folder_, std::string(kRelease) + path);
  struct stat status {};
  if (!file || ::fstat(file.number(), &status) != 0) {
    return resources::is_absent(resources::last_error()) ? missing(head) : unreadable(head);
  }
  // A folder without the slash at its end.
  if (S_ISDIR(status.st_mode)) return with_slash();
  if (!S_ISREG(status.st_mode)) return missing(head);
  // Files of a site are replaced, never rewritten: inode, size and time identify a version.
  http::Validators validators;
  validators.etag = fmt::format("\"{:x}-{:x}-{:x}{:09}\"", status.st_ino, status.st_size, status.st_mtim.tv_sec,
                                status.st_mtim.tv_nsec);
  validators.last_modified = status.st_mtim.tv_sec;
  http::FileSlice slice;
  slice.file = std::make_shared<const FileDescriptor>(std::move(file));
  slice.length = static_cast<std::uint64_t>(status.st_size);
  return http::answer_file(head, std::move(slice), validators, headers_of(path));
}

}  // namespace gongwen::service
