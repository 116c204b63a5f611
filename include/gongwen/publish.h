// Publishing: turns the records of a store into the issues of a site. An issue is either published whole and checked,
// or the site stays as it was. docs/PUBLISHING.md describes stores, sites, and how a bundle defines its periodical.
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

/// A person's decision about an issue before it is published.
enum class IssueDecision : std::uint8_t { None, Ask, Approve, SendBack, Hold, Release };

struct PublishOptions {
  RenderOptions render = {};
  /// The name of the periodical; empty: the only one available, or the only one whose main list has records in the
  /// store.
  std::string kind = {};
  std::string store = {};
  std::string site = {};
  /// The period that the issue reports on, in the notation of the kind: `2024-02`, `2024-W07`, `2024-Q1`, `2024`.
  /// Empty with `catch_up`.
  std::string period = {};
  /// Publishes all periods that are due, have records and are not published yet, from the oldest to the newest.
  bool catch_up = false;
  /// A period is due from this day (1 for the first) of the following period on.
  int due_day = 1;
  /// Does everything except writing.
  bool preview = false;
  /// The hash of the data in the preview that was approved (PublishedIssue::facts): if the data has changed since, the
  /// issue is not published (with `leave`: not left as it is). nullopt: the data is taken as it is now.
  std::optional<std::string> agreed = std::nullopt;
  /// Publishes only data that a second person has approved; if no approval has been requested yet, this run requests
  /// it.
  bool needs_approval = false;
  /// Notes this decision about the issue of `period` in the store, and publishes nothing. `preview` is ignored.
  IssueDecision decision = IssueDecision::None;
  /// The person who decides or asks for an approval, and the reason. The history of the records has the same names.
  std::string by = {};
  std::string reason = {};
  /// With IssueDecision::Hold, the time from which the issue may be published, in seconds since 1970; nullopt: it waits
  /// until it is released.
  std::optional<std::int64_t> hold_until = std::nullopt;
  /// Publishes again the editions that the store has recorded but the site has lost, with their former numbers, dates
  /// and edition numbers. `period` and `catch_up` are ignored.
  bool rebuild = false;
  /// Accepts a site that the store has not recorded; it may be empty.
  bool new_site = false;
  /// Removes the edition that was published last from the site, without a trace. `period` and `catch_up` are ignored.
  bool take_back = false;
  /// With `catch_up`: publishes the correction of an issue whose facts have changed once the changes have been the same
  /// for this many days. nullopt: changes are only reported.
  std::optional<int> corrections = std::nullopt;
  /// Leaves the issue of `period` as it is although its facts have changed; they are reported again only if they change
  /// further. Needs `reason`.
  bool leave = false;
  /// Withdraws the issue of `period`, or one edition of it: a notice with the reason takes its place. Needs `reason`.
  bool withdraw = false;
  /// The edition to be withdrawn; 0: all.
  int edition = 0;
  /// The latest edition as seen by the person who withdraws the issue: if it is no longer the latest, nothing is
  /// withdrawn. nullopt: not checked.
  std::optional<int> seen_edition = std::nullopt;
  /// A published issue takes everything from its records as they are now. Otherwise it keeps the former values of
  /// records of other periods, such as the name of a project that was renamed later.
  bool current_records = false;
  /// A person has confirmed `now`: without this, a time long after the last publication and the last change of the
  /// records is refused.
  bool time_is_sure = false;
  /// The number of the issue; nullopt: derived from site and store.
  std::optional<int> issue = std::nullopt;
  /// The time of publication, in seconds since 1970. The same records, site and time give the same bytes.
  std::int64_t now = 0;
  /// The public address of the site, which its feed states; empty: the one stated before.
  std::string base_url = {};
  /// Adds an OFD file to each edition, and compares its pages with those of the PDF.
  bool with_ofd = false;
  /// Adds an English PDF of the same data to each edition, if the bundle offers one: `bulletin.en.pdf`. Texts without
  /// English are printed in Chinese and listed as an open point: `without_english`.
  bool with_english = false;
  /// A file with the settings for signing editions (docs/PUBLISHING.md, "Signing"); empty: editions are not signed. An
  /// edition whose signature does not verify is not published.
  std::string signing = {};
  /// Returns the password or PIN of the key. Called once, before the first edition is signed; empty: the password
  /// is in the file that the settings name.
  std::function<std::optional<std::string>()> secret = {};
  /// Tries a PIN even if the token refused it in an earlier run.
  bool try_pin = false;
  /// Called with the result of each period.
  std::function<void(const PublishedIssue&)> tell = {};
};

enum class PublishOutcome : std::uint8_t {
  Published,
  Corrected,
  Unchanged,
  Failed,
  Previewed,
  TakenBack,
  Left,  // changed facts were acknowledged: PublishOptions::leave
  Withdrawn,
  Waiting,
  Held,
  Noted
};
/// The name in JSON: `published`, `taken-back`.
GONGWEN_API std::string_view outcome_name(PublishOutcome outcome);

/// The number of items in a list of an issue.
struct IssueCount {
  std::string list;  // `events`
  std::size_t count = 0;
  std::string text_zh;  // in words
  std::string text_en;  // `2 events`
};

/// A list of records that lack a value, which a preview points out.
struct OpenPoint {
  std::string id;  // `undated_events`
  std::string title_zh;
  std::string title_en;
  std::vector<std::string> keys;
};

/// The decision that is in force about an issue, and what the issue waits for.
struct IssueStanding {
  /// `asked` for approval, `approved`, `sent-back`, `held`, `released`; empty: nothing.
  std::string state = {};
  std::string by = {};
  std::string time = {};  // 2024-03-15T02:00:00Z
  std::string reason = {};
  std::string until = {};      // when a hold ends, like `time`; empty: when a person releases the issue
  std::string waits_for = {};  // the earlier period that has to be published first
  std::string approval = {};   // a held issue may also be `asked`, `approved` or `sent-back`; else empty
  bool is_new = false;         // recorded by this run
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
  std::string facts = {};                  // a hash of the data of the issue, in digits; empty without data
  bool is_other = false;                   // the data differs from what was approved: PublishOptions::agreed
  std::size_t changes = 0;                 // fields that a correction changes
  std::vector<std::string> contents = {};  // headings, including those of sections
  bool of_preview = false;
  std::vector<OpenPoint> open = {};  // filled by previews
  std::string signer = {};           // subject of the certificate; empty: the edition is not signed
  std::string document = {};         // filled by previews: the bytes of the PDF; empty if it could not be made
  std::string data = {};             // filled by previews: the data as JSON
  IssueStanding standing = {};
};

/// An edition that a target gets, or should have got (docs/PUBLISHING.md, "Handing on").
struct HandedOn {
  std::string target;
  std::string period = {};
  int edition = 0;
  std::string outcome = {};  // `published`, `corrected`, `withdrawn`
  /// `done`; `failed` in this run; `waiting` for another run, or for a person; `new`: the target is new, and gets no
  /// editions published up to this one.
  std::string state = {};
  std::size_t tries = 0;    // that failed
  std::string since = {};   // the first try, in ISO 8601; empty: none
  MessageText detail = {};  // why it failed
};

/// The number of editions that a target has not received.
struct HandOnCount {
  std::string target;
  std::size_t waiting = 0;
  std::size_t failures = 0;  // tries that ever failed
};

/// A published issue whose facts have changed since.
struct ChangedIssue {
  std::string period;
  std::string since;                 // when the changes were first seen, in ISO 8601
  std::vector<std::string> changes;  // in words: `meeting (2025-01-20) participants: 10 → 12`; empty: no records left
  bool is_left = false;              // a person decided to leave the issue as it is
  bool is_new = false;               // this run was the first to see the changes
};

struct Publication {
  std::string kind;  // empty if unknown
  std::vector<PublishedIssue> issues;
  /// Records that are in no issue, and will be in none until their missing values are entered; empty in a preview of a
  /// single period.
  std::vector<OpenPoint> open = {};
  /// Issues whose facts have changed and that this run has not corrected. Only a run with `catch_up` looks for them.
  std::vector<ChangedIssue> changed = {};
  /// When the signing certificate expires, in seconds since 1970; nullopt if this run has not loaded it.
  std::optional<std::int64_t> certificate_expires = std::nullopt;
  /// Editions that this run handed on or that are still to be handed on. Only the command `gongwen publish` fills it.
  std::vector<HandedOn> handed_on = {};
  std::vector<HandOnCount> targets = {};
  Report report;
};

/// Publishes, previews, rebuilds, takes back, withdraws or leaves issues, as `options` says. Reports: store/*,
/// publish/*, and all messages of a rendering.
GONGWEN_API Publication publish_issues(const EngineOptions& engine, const PublishOptions& options);

/// Options of check_site.
struct SiteCheckOptions {
  std::string site = {};
  /// Settings for signing, whose trusted certificates and revocation lists are used; empty: no signer is trusted.
  std::string signing = {};
  /// Seconds since 1970.
  std::int64_t now = 0;
};

struct CheckedEdition {
  std::string period;
  int edition = 0;
  bool ok = false;  // its files are as published, and its signature matches
  /// The state of the signature: `none`, `valid`, `trusted` (revocation was not checked), `intact` (the signer is
  /// unknown), `invalid` or `unknown`. `withdrawn`: the edition has no files any more.
  std::string verdict = "none";
  std::string signer = {};     // subject of the certificate
  std::string time = {};       // of signing
  std::string time_from = {};  // `token` or `computer`
};

struct SiteCheck {
  std::vector<CheckedEdition> editions;
  Report report;
};

/// Checks whether all files of a site are as they were published, and whether all signatures are valid. Changes
/// nothing. Reports: publish/file-changed, publish/file-missing, publish/signature-invalid, publish/other-signer,
/// sign/*, signatures/*.
GONGWEN_API SiteCheck check_site(const EngineOptions& engine, const SiteCheckOptions& options);

/// One JSON object in one line, with a line end: {"status","editions":[{period, edition, ok, verdict, signer, time,
/// time_from}],"report"}.
GONGWEN_API std::string site_check_json(const SiteCheck& check, Language language);

/// Whether the text is a web address to which file names can be appended: http or https, a host, no query, and only
/// characters that are valid in addresses.
GONGWEN_API bool is_site_address(std::string_view text);

/// One JSON object in one line, with a line end: {"status":"ok"|"failed","site":…,"time":…,"months":[{period, outcome,
/// year, issue, edition, path, pages, a member for each list, changes}],"open":{…},"handed_on":[{target, period,
/// edition, outcome, state, tries, since, detail}],"report":{diagnostics, errors, warnings}}.
GONGWEN_API std::string publication_json(const Publication& publication, const PublishOptions& options,
                                         Language language);

}  // namespace gongwen
