// Site: a folder that a web server shows, changed as a whole or not at all.
//
//   SITE/index.html  index.json  feed.xml  site.css  site.js  2024   links into .gongwen/current, made once
//   SITE/.gongwen/current                            the one link that is turned over: the moment of publishing
//   SITE/.gongwen/releases/000007/                   the pages of one state, and links to the files of editions
//   SITE/.gongwen/editions/2024-02-1/                PDF, workbook and data of one edition; never changed
//   SITE/.gongwen/lock
//
// Everything new lies ready and is on the disk before the link is turned. A run that is killed leaves what no link
// leads to; the next run clears it away. The release before the present one is kept for readers in the midst of it.
#pragma once

#include "diagnostics/diagnostic.h"
#include "resources/atomic_file.h"

#include <optional>
#include <set>
#include <string>
#include <system_error>
#include <vector>

namespace gongwen::publish {

// What all pages of a site have beside them.
inline constexpr const char* kStyleName = "site.css";
inline constexpr const char* kScriptName = "site.js";

/// A file by its path within a release or an edition, with `/` between its parts.
struct SiteFile {
  std::string path;
  std::string bytes;
};

/// A link within a release, and the edition's file that it leads to: `2024-02-1/bulletin.pdf`.
struct SiteLink {
  std::string path;
  std::string target;
};

/// What says of each page of the site which bytes it has: {"format","files":[{"path","size","sha256"}]}.
inline constexpr const char* kSumsName = "checksums.json";

struct Release {
  std::vector<SiteFile> files;
  std::vector<SiteLink> links;
};

class Site {
 public:
  explicit Site(std::string path) : path_(std::move(path)), inner_(path_ + "/.gongwen") {}

  const std::string& path() const { return path_; }
  /// Where it is noted that a token refused the PIN.
  std::string refusal_file() const { return inner_ + "/refused-pin"; }

  /// Whether the folder can be a site, without making anything. Reports: those of `open`, but for the lock.
  bool examine(diagnostics::DiagnosticSink& sink) const { return is_ours(sink) && is_whole(sink); }
  /// Makes the folders that are missing, and takes the lock, waiting ten seconds for another run. A folder with pages
  /// of somebody else, and a site that has lost its present release, are left alone. Reports: publish/locked,
  /// publish/unwritable, publish/not-a-site, publish/damaged-site.
  bool open(diagnostics::DiagnosticSink& sink);
  /// Removes what killed runs left: editions that are not named, releases but the present and the last one, files that
  /// have no name yet. Reports: publish/unwritable.
  bool clear(const std::set<std::string>& editions, diagnostics::DiagnosticSink& sink);

  /// The bytes of a file of an edition. Reports: publish/damaged-site.
  std::optional<std::string> read_edition(const std::string& edition, const std::string& file,
                                          diagnostics::DiagnosticSink& sink) const;
  /// Lays a new edition ready. Reports: publish/unwritable.
  bool add_edition(const std::string& edition, const std::vector<SiteFile>& files, diagnostics::DiagnosticSink& sink);
  /// Lays a release ready and turns the site over to it. Reports: publish/unwritable; then the site is as it was.
  bool publish(const Release& release, diagnostics::DiagnosticSink& sink);

 private:
  bool fail(const std::string& path, std::error_code error, diagnostics::DiagnosticSink& sink) const;
  int present_release() const;
  bool is_ours(diagnostics::DiagnosticSink& sink) const;
  bool is_whole(diagnostics::DiagnosticSink& sink) const;
  std::error_code lay_ready(const std::string& folder, const Release& release) const;

  std::string path_;
  std::string inner_;
  std::optional<resources::FileLock> lock_;
};

}  // namespace gongwen::publish
