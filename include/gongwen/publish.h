// Publishing: from the records of a store to a site, issue by issue. Either an issue is published whole and checked, or
// the site stays as it was. docs/PUBLISHING.md describes stores, sites and what a bundle says of its periodical.
//   gongwen::PublishOptions options;
//   options.store = "facts.db";  options.site = "site";  options.catch_up = true;  options.now = 1'772'000'000;
//   const gongwen::Publication done = gongwen::publish_issues({}, options);
#pragma once

#include "gongwen/engine.h"
#include "gongwen/export.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gongwen {

struct PublishedIssue;

struct PublishOptions {
  RenderOptions render = {};
  /// The periodical, by its name; empty: the only one there is, or the only one whose main list the store has records
  /// of.
  std::string kind = {};
  std::string store = {};
  std::string site = {};
  /// What is reported, as the kind names it: `2024-02`, `2024-W07`, `2024-Q1`, `2024`. Empty with `catch_up`.
  std::string period = {};
  /// All periods that are due, have records and are not published yet, the first first.
  bool catch_up = false;
  /// The day of the following period from which on a period is due.
  int due_day = 1;
  /// Everything but writing.
  bool preview = false;
  /// The data of the preview that was agreed to: PublishedIssue::facts. Nothing is published of other data. Nothing:
  /// whatever there is.
  std::optional<std::string> agreed = std::nullopt;
  /// Publishes again what the store remembers of the site and the site has lost: with the numbers, dates and editions
  /// that it had. `period` and `catch_up` do not count.
  bool rebuild = false;
  /// The site is another one than those that the store remembers, and may start empty.
  bool new_site = false;
  /// Takes the edition that was published last off the site, as if it had never been. `period` and `catch_up` do not
  /// count.
  bool take_back = false;
  /// Somebody has looked at `now`: it may be long after the last publication and the last change of the records.
  bool time_is_sure = false;
  /// The number, where neither site nor store shall decide it.
  std::optional<int> issue = std::nullopt;
  /// The time of publication, in seconds since 1970. The same records, site and time give the same bytes.
  std::int64_t now = 0;
  /// The address that readers find the site under, which its feed states; empty: as it was stated before.
  std::string base_url = {};
  /// An edition has its pages as OFD as well, which are compared with those of the PDF.
  bool with_ofd = false;
  /// How editions are signed: a file, which docs/PUBLISHING.md describes ("Signing"); empty: they are not. An edition
  /// whose signature does not verify is not published.
  std::string signing = {};
  /// Asks for the password or PIN of the key, once and not before an edition is signed; empty: it is in the file
  /// that the settings name.
  std::function<std::optional<std::string>()> secret = {};
  /// Tries a PIN although the token refused it in a former run.
  bool try_pin = false;
  /// Called when something has happened to a period.
  std::function<void(const PublishedIssue&)> tell = {};
};

enum class PublishOutcome : std::uint8_t { Published, Corrected, Unchanged, Failed, Previewed, TakenBack };
/// `published`
GONGWEN_API std::string_view outcome_name(PublishOutcome outcome);

/// How many items a list of an issue has.
struct IssueCount {
  std::string list;  // `events`
  std::size_t count = 0;
  std::string text_zh;  // in words
  std::string text_en;  // `2 events`
};

/// What a preview points out: records without what they need.
struct OpenPoint {
  std::string id;  // `undated_events`
  std::string title_zh;
  std::string title_en;
  std::vector<std::string> keys;
};

/// The result for a period.
struct PublishedIssue {
  std::string period;
  PublishOutcome outcome = PublishOutcome::Failed;
  int year = 0;
  int issue = 0;
  std::optional<int> total = std::nullopt;
  std::string date = {};  // of issue: 2024-03-15
  std::string path = {};  // in the site: 2024/02/
  int edition = 0;
  std::size_t pages = 0;
  std::vector<IssueCount> counts = {};
  std::string facts = {};                  // a hash of the data of the issue: digits; empty where there are none
  bool is_other = false;                   // than what was agreed to: PublishOptions::agreed
  std::size_t changes = 0;                 // fields of a correction
  std::vector<std::string> contents = {};  // headings, sections among them
  bool of_preview = false;
  std::vector<OpenPoint> open = {};  // of a preview
  std::string signer = {};           // whom the certificate names; empty: it is not signed
  std::string document = {};         // of a preview: the bytes of its PDF; empty where none could be made
};

struct Publication {
  std::string kind;  // empty when there is none
  std::vector<PublishedIssue> issues;
  /// What no issue has and none will have unless somebody enters what is missing; not of a preview.
  std::vector<OpenPoint> open = {};
  /// When the certificate that signs ends, where this run has seen it.
  std::optional<std::int64_t> certificate_expires = std::nullopt;
  Report report;
};

/// Reports: store/*, publish/*, and all that a rendering can.
GONGWEN_API Publication publish_issues(const EngineOptions& engine, const PublishOptions& options);

// Checking what was published.

struct SiteCheckOptions {
  std::string site = {};
  /// Settings of signing, whose trusted certificates and revocation lists are used; empty: nobody vouches for signers.
  std::string signing = {};
  /// Seconds since 1970.
  std::int64_t now = 0;
};

struct CheckedEdition {
  std::string period;
  int edition = 0;
  bool ok = false;               // its files are as published, and its signature fits
  std::string verdict = "none";  // of the signature; `trusted`: but for revocation; `intact`: signer unknown
  std::string signer = {};       // whom the certificate names
  std::string time = {};         // of signing
  std::string time_from = {};    // `token` or `computer`
};

struct SiteCheck {
  std::vector<CheckedEdition> editions;
  Report report;
};

/// Whether all files of a site are as they were published, and all signatures valid. Nothing is changed.
/// Reports: publish/file-changed, publish/file-missing, publish/signature-invalid, publish/other-signer, sign/*,
/// signatures/*.
GONGWEN_API SiteCheck check_site(const EngineOptions& engine, const SiteCheckOptions& options);

/// One JSON object in one line, with a line end: {"status","editions":[{period, edition, ok, verdict, signer, time,
/// time_from}],"report"}.
GONGWEN_API std::string site_check_json(const SiteCheck& check, Language language);

/// Whether a text is the address of a folder on the web, to which names of files can be added: http or https, a host,
/// no query, and no character that addresses do not have.
GONGWEN_API bool is_site_address(std::string_view text);

/// One JSON object in one line, with a line end: {"status":"ok"|"failed","site":…,"time":…,"months":[{period, outcome,
/// year, issue, edition, path, pages, a member for each list, changes}],"open":{…},"report":{diagnostics, errors,
/// warnings}}.
GONGWEN_API std::string publication_json(const Publication& publication, const PublishOptions& options,
                                         Language language);

}  // namespace gongwen
