// Site: a folder that a web server serves; changes become visible completely or not at all.
//
//   SITE/index.html  index.json  feed.xml  site.css  2024  en  …   links into .gongwen/current, made once
//   SITE/.gongwen/current                            a link to the current release; replacing it publishes
//   SITE/.gongwen/releases/000007/                   the pages of one state, and links to the files of editions
//   SITE/.gongwen/editions/2024-02-1/                PDF, workbook and data of one edition; never changed
//   SITE/.gongwen/lock, hand-on.lock
//
// All new files are complete and on disk before the link is replaced. A killed run leaves only files that no link leads
// to, and the next run removes them. The previous release is kept for readers who are still using it.
#pragma once

#include "base/expected.h"
#include "diagnostics/diagnostic.h"
#include "resources/atomic_file.h"

#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <vector>

namespace gongwen::publish {

// Files shared by all pages of a site.
inline constexpr const char* kStyleName = "site.css";
inline constexpr const char* kScriptName = "site.js";
inline constexpr const char* kIconName = "favicon.svg";
/// In the folder of each year: the texts of its issues, for searching.
inline constexpr const char* kSearchName = "search.js";
// For search engines, if the site has an address.
inline constexpr const char* kMapName = "sitemap.xml";
inline constexpr const char* kRobotsName = "robots.txt";

/// The lock of a run that hands editions on, below `.gongwen`.
inline constexpr const char* kHandOnLock = "/hand-on.lock";

/// A file by its path within a release or an edition, with `/` as separator.
struct SiteFile {
  std::string path;
  std::string bytes;
};

/// A link within a release, and the edition file to which it leads: `2024-02-1/bulletin.pdf`.
struct SiteLink {
  std::string path;
  std::string target;
};

/// Lists the checksum of each page: {"format","files":[{"path","size","sha256"}]}.
inline constexpr const char* kSumsName = "checksums.json";

struct Release {
  std::vector<SiteFile> files;
  /// Paths of files that are taken from the current release.
  std::vector<std::string> kept;
  std::vector<SiteLink> links;
};

class Site {
 public:
  explicit Site(std::string path) : path_(std::move(path)), inner_(path_ + "/.gongwen") {}

  const std::string& path() const { return path_; }
  /// Records that a token has refused the PIN.
  std::string refusal_file() const { return inner_ + "/refused-pin"; }

  /// Accepts a site whose current release is lost, from now on: it is about to be rebuilt.
  void accept_damage() { is_rebuilt_ = true; }

  /// Checks that the folder can be a site, without creating anything. Reports: those of `open`, except for the lock.
  bool examine(diagnostics::DiagnosticSink& sink) const { return is_ours(sink) && is_whole(sink); }
  /// Creates missing folders and takes the lock, waiting ten seconds for another run. Refuses a folder with pages that
  /// are not ours, and a site that has lost its current release. If a copy of the site has the published files in place
  /// of links, the links are made again. Reports: publish/locked, publish/unwritable, publish/not-a-site,
  /// publish/incomplete-copy, publish/link-replaced, publish/damaged-site.
  bool open(diagnostics::DiagnosticSink& sink);
  /// Removes the remains of killed runs: editions not in `editions`, temporary files, and all releases but the current
  /// one and, if `keeps_previous`, the one before it. Reports: publish/unwritable.
  bool clear(const std::set<std::string>& editions, bool keeps_previous, diagnostics::DiagnosticSink& sink);

  /// The names of the editions on the site, sorted, including those that a killed run has left.
  std::vector<std::string> editions() const;
  /// The folders of the releases on the site, the newest first.
  std::vector<std::string> releases() const;
  /// Returns whether a name at the top may be ours: pages in the other language, site map, robots.txt and icon are left
  /// out if people have put such files there.
  bool is_free(const std::string& top) const;
  /// Reads a file of the current release; nullopt if absent.
  std::optional<std::string> read_current(const std::string& path) const;
  /// Reads a file of an edition. Reports: publish/damaged-site.
  std::optional<std::string> read_edition(const std::string& edition, const std::string& file,
                                          diagnostics::DiagnosticSink& sink) const;
  /// Writes a new edition, to which no page links yet. Reports: publish/unwritable.
  bool add_edition(const std::string& edition, const std::vector<SiteFile>& files, diagnostics::DiagnosticSink& sink);
  /// Writes a release and makes it the current one. Reports: publish/unwritable; the site is then unchanged.
  bool publish(const Release& release, diagnostics::DiagnosticSink& sink);

 private:
  bool fail(const std::string& path, std::error_code error, diagnostics::DiagnosticSink& sink) const;
  int present_release() const;
  base::Expected<std::vector<std::string>, std::error_code> own_names() const;
  bool is_ours(diagnostics::DiagnosticSink& sink) const;
  bool is_whole(diagnostics::DiagnosticSink& sink) const;
  std::error_code link_copied_release() const;
  std::error_code link_top(const std::string& name) const;
  void remove_dangling_links() const;
  std::error_code lay_ready(const std::string& folder, const Release& release) const;

  std::string path_;
  std::string inner_;
  bool is_rebuilt_ = false;
  std::optional<resources::FileLock> lock_;
};

}  // namespace gongwen::publish
