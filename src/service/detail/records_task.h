// Questions of the office to the worker that has the store of facts (Operation::Records), and its answers. Each is a
// struct that is JSON between the processes.
#pragma once

#include "base/json_members.h"
#include "service/detail/described_form.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gongwen::service {

/// In the order of json_names(), whose words travel between the processes.
enum class RecordsAction : std::uint8_t {
  List,
  History,
  Fields,
  Lines,     // a record in words
  Form,      // the page of its form
  Describe,  // the form for programs
  Save,      // saves the values that were typed into it
  Export,
  Import,
  Enter,
  Remove,
  Preview,
  Publish,
  // The decision is about an issue that is not published yet or, for `leave` and `withdraw`, about a published one.
  Decide,  // about an issue before it is published
  State    // the state of all issues
};
std::span<const std::string_view> json_names(RecordsAction action);

// Names of hidden fields in the form of a record, followed by the name of a member: the value that selected the form, a
// picture, and its description.
inline constexpr std::string_view kFormOf = "_form:";
inline constexpr std::string_view kPicture = "_picture:";
inline constexpr std::string_view kPictureText = "_picture_text:";
/// The name under which the store gets a form as a file: histories say "entered on this page" for it.
inline constexpr std::string_view kTypedRecord = "record.json";

// What a request of a program names wrongly, as TaskAnswer::name.
inline constexpr std::string_view kUnknownType = "type";
inline constexpr std::string_view kUnknownForm = "form";
inline constexpr std::string_view kUnknownRecord = "record";

/// A picture that is added to a member of a record. Its bytes follow as a file of the task; `alt` is the description
/// for people who cannot see it.
struct AddedPicture {
  std::string member;
  std::string file;
  std::string alt;

  friend void json_members(auto& of, base::MembersOf<AddedPicture> auto& picture) {
    of.must("member", picture.member).must("file", picture.file).must("alt", picture.alt);
  }
};

/// A record that was ticked on the page of an import.
struct ChosenRecord {
  std::string type;
  std::string key;

  friend void json_members(auto& of, base::MembersOf<ChosenRecord> auto& record) {
    of.must("type", record.type).must("key", record.key);
  }
};

/// The question: the first file of the task. For `form` and `save` the second one has the
/// typed values. Files of an import follow it. Not every member has a meaning for every
/// action; empty members are not sent. `store` and `site` come from the settings, never from a
/// request.
struct RecordsRequest {
  RecordsAction action = RecordsAction::List;
  // Places of the store and the site, and the settings for signing.
  std::string store = {};
  std::string site = {};
  std::string signing = {};
  std::string secret_file = {};
  // When, by whom, and why a change is made.
  std::uint64_t now = 0;
  std::string by = {};
  std::string reason = {};
  // The record that the question is about.
  std::string type = {};
  std::string key = {};
  std::string period = {};
  std::uint64_t first = 0;
  std::optional<std::uint64_t> count = {};
  /// The state that the page showed: the hash of the record, of the planned changes, of the issue, and the latest
  /// edition of the issue. If the present state is different, nothing is changed.
  std::string seen = {};
  std::string matched = {};  // instead of `seen`: If-Match as a program sent it
  std::string plan = {};
  std::string agreed = {};
  std::uint64_t edition = 0;
  /// For `decide`: ask, approve, send-back, hold, release, or for a published issue leave, withdraw; and the time until
  /// which an issue is held, 0 for no end.
  std::string decision = {};
  std::uint64_t until = 0;
  bool needs_approval = false;
  bool preview = false;
  bool remove_missing = false;
  bool document = false;  // for a preview: include the pages
  /// For programs: a record is described or saved without a page. `chosen` is the value that selects the form of a new
  /// one; with `whole` the second file has the record, not typed values.
  bool of_program = false;
  std::string chosen = {};
  bool whole = false;
  /// For `form` of a new record without values: the name that another record has for it.
  std::string named = {};
  /// For `import`: the records that the user chose; nullopt: all.
  std::optional<std::vector<ChosenRecord>> only = {};
  bool drops_orphans = false;
  bool remarks = false;  // the answer is the workbook with remarks on its errors
  /// For `form` and `save`: what surrounds the fields (form_page_json).
  std::string page_around = {};
  /// For `save`: pictures that are added to the record; their files follow the values.
  std::vector<AddedPicture> pictures = {};
  // For `enter`: the submission.
  std::string receipt = {};
  std::vector<FormRecord> records = {};

  friend void json_members(auto& of, base::MembersOf<RecordsRequest> auto& request) {
    of.must("action", request.action).must("store", request.store).given("site", request.site);
    of.given("signing", request.signing).given("secretFile", request.secret_file).given("now", request.now);
    of.given("by", request.by).given("reason", request.reason).given("type", request.type).given("key", request.key);
    of.given("period", request.period).given("first", request.first)("count", request.count);
    of.given("seen", request.seen).given("matched", request.matched).given("plan", request.plan);
    of.given("agreed", request.agreed).given("edition", request.edition).given("preview", request.preview);
    of.given("decision", request.decision);
    of.given("until", request.until).given("needsApproval", request.needs_approval);
    of.given("removeMissing", request.remove_missing);
    of.given("document", request.document).given("pictures", request.pictures);
    of.given("pageAround", request.page_around);
    of.given("receipt", request.receipt).given("records", request.records);
    of.given("ofProgram", request.of_program).given("chosen", request.chosen).given("whole", request.whole);
    of.given("named", request.named);
    of("only", request.only).given("dropsOrphans", request.drops_orphans);
    of.given("remarks", request.remarks);
  }
};

/// Answers. Members without a value are left out, so that answers stay small; readers use defaults.
struct RecordType {
  std::string name;
  TextOfBoth title;

  friend void json_members(auto& of, base::MembersOf<RecordType> auto& type) {
    of("name", type.name)("title", type.title);
  }
};

/// Returns the title of a type of records; its name if it has none.
std::string type_title(const std::vector<RecordType>& types, const std::string& type, diagnostics::Language language);

/// A record by its type and key.
struct RecordName {
  std::string type;
  std::string key;
  std::string summary = {};

  friend void json_members(auto& of, base::MembersOf<RecordName> auto& name) {
    of("type", name.type)("key", name.key).given("summary", name.summary);
  }
};

/// `all` counts all records that match, for the numbers of pages.
struct RecordListing {
  std::vector<RecordType> types;
  std::vector<RecordName> records;
  std::uint64_t all = 0;  // of which `records` has a part

  friend void json_members(auto& of, base::MembersOf<RecordListing> auto& list) {
    of("types", list.types)("records", list.records)("all", list.all);
  }
};

/// A change in the history of a record.
struct PastChange {
  std::string time;
  std::string action;
  std::string reason;
  std::string by;

  friend void json_members(auto& of, base::MembersOf<PastChange> auto& change) {
    of("time", change.time)("action", change.action)("reason", change.reason)("by", change.by);
  }
};

/// The history of a record, and the hash of its present state.
struct RecordPast {
  std::vector<PastChange> changes;
  std::string seen;  // hash of the record; empty if it was removed

  friend void json_members(auto& of, base::MembersOf<RecordPast> auto& past) {
    of("changes", past.changes)("seen", past.seen);
  }
};

/// A value of a record before and after a change, in words for people: `before` is empty for a new value, `after` for a
/// removed one.
struct ValueChange {
  std::string field;
  std::string before;
  std::string after;
  std::string pointer = {};  // in the record
  std::string place = {};    // in the file

  friend void json_members(auto& of, base::MembersOf<ValueChange> auto& value) {
    of("field", value.field)("before", value.before)("after", value.after);
    of.given("pointer", value.pointer).given("place", value.place);
  }
};

/// The change that a record of a file makes in the store. Of unchanged records (`same`) only the number is
/// shown.
struct PlannedChange {
  std::string action;  // add, change, same, missing
  std::string type;
  std::string key;
  std::vector<ValueChange> values = {};
  std::string place = {};  // in the file

  friend void json_members(auto& of, base::MembersOf<PlannedChange> auto& change) {
    of("action", change.action)("type", change.type)("key", change.key)("values", change.values);
    of.given("place", change.place);
  }
};

/// An error at a field, for programs.
struct FieldError {
  std::string pointer;
  std::string label;
  std::string text;
  bool error = true;

  friend void json_members(auto& of, base::MembersOf<FieldError> auto& said) {
    of("pointer", said.pointer)("label", said.label)("text", said.text)("error", said.error);
  }
};

/// A value of a record in words.
struct EnteredValue {
  std::string type;
  std::string title;
  std::string text;

  friend void json_members(auto& of, base::MembersOf<EnteredValue> auto& value) {
    of("type", value.type)("title", value.title)("text", value.text);
  }
};

/// The changes that an import would make, or has made. Answer to Save, Import, Enter and Remove; with `plan` it asks
/// whether to go on.
struct RecordsChange {
  std::string plan = {};  // hash of these changes
  /// The record or the plan has changed since it was shown; `gone`: the record was removed.
  bool conflict = false;
  bool gone = false;
  std::uint64_t changed = 0;
  bool has_orphans = false;  // for an import: see RecordImport
  bool has_cells = false;    // messages name cells of a workbook
  std::vector<PlannedChange> records = {};
  std::vector<RecordType> types = {};
  // For a submission: its values, and the records that were made from it before.
  std::vector<EnteredValue> values = {};
  std::vector<RecordName> entered = {};
  // For programs: the errors at fields, and the hash of the saved record.
  std::vector<FieldError> errors = {};
  std::string seen = {};

  friend void json_members(auto& of, base::MembersOf<RecordsChange> auto& change) {
    of.given("plan", change.plan).given("conflict", change.conflict).given("gone", change.gone);
    of.given("changed", change.changed).given("orphans", change.has_orphans).given("cells", change.has_cells);
    of.given("records", change.records).given("types", change.types);
    of.given("values", change.values).given("entered", change.entered);
    of.given("errors", change.errors).given("seen", change.seen);
  }
};

/// Something to be completed before an issue is published.
struct OpenIssuePoint {
  TextOfBoth title;
  std::vector<std::string> keys;  // keys of the records that it concerns

  friend void json_members(auto& of, base::MembersOf<OpenIssuePoint> auto& point) {
    of("title", point.title)("keys", point.keys);
  }
};

/// The decisions about an issue (gongwen::IssueStanding). `state` is a word of the engine (asked, approved, sent back,
/// held, released); the page has words for it.
struct StandingSaid {
  std::string state = {};
  std::string by = {};
  std::string time = {};
  std::string reason = {};
  std::string until = {};
  std::string approval = {};

  friend bool operator==(const StandingSaid&, const StandingSaid&) = default;
  friend void json_members(auto& of, base::MembersOf<StandingSaid> auto& said) {
    of.given("state", said.state).given("by", said.by).given("time", said.time).given("reason", said.reason);
    of.given("until", said.until).given("approval", said.approval);
  }
};

/// An issue in the table of all (gongwen::IssueState).
struct ListedIssue {
  std::string period;
  std::string stage;
  std::int64_t year = 0;
  std::int64_t issue = 0;
  std::int64_t edition = 0;
  std::string date = {};
  StandingSaid standing = {};
  std::vector<std::string> not_handed_on = {};
  std::vector<TextOfBoth> errors = {};

  friend void json_members(auto& of, base::MembersOf<ListedIssue> auto& issue) {
    of("period", issue.period)("stage", issue.stage).given("year", issue.year).given("issue", issue.issue);
    of.given("edition", issue.edition).given("date", issue.date).given("standing", issue.standing);
    of.given("notHandedOn", issue.not_handed_on).given("errors", issue.errors);
  }
};

/// The state of the periodical (gongwen::PublicationState). The worker caches it while nothing changes
/// (records.cpp).
struct PeriodicalSaid {
  std::vector<ListedIssue> issues;
  std::vector<OpenIssuePoint> open;
  std::vector<TextOfBoth> errors = {};
  std::uint64_t certificate_expires = 0;  // in seconds since 1970; 0: unknown

  friend void json_members(auto& of, base::MembersOf<PeriodicalSaid> auto& said) {
    of("issues", said.issues)("open", said.open).given("errors", said.errors);
    of.given("certificateExpires", said.certificate_expires);
  }
};

/// The issue of a period; `outcome` is empty if it could not be made.
struct IssueAnswer {
  std::string outcome = {};  // previewed, published, corrected, unchanged, left, withdrawn
  std::int64_t year = 0;
  std::int64_t issue = 0;
  std::int64_t edition = 0;
  std::uint64_t pages = 0;
  std::string facts = {};  // hash of the facts it was made from
  bool conflict = false;   // the facts differ from those that the user agreed to
  std::string signer = {};
  std::vector<std::string> contents = {};
  std::vector<OpenIssuePoint> open = {};
  StandingSaid standing = {};
  std::uint64_t changes = 0;  // number of changed fields since the issue was published

  friend void json_members(auto& of, base::MembersOf<IssueAnswer> auto& answer) {
    of.given("outcome", answer.outcome).given("year", answer.year).given("issue", answer.issue);
    of.given("edition", answer.edition).given("pages", answer.pages).given("facts", answer.facts);
    of.given("conflict", answer.conflict).given("signer", answer.signer).given("contents", answer.contents);
    of.given("open", answer.open).given("standing", answer.standing).given("changes", answer.changes);
  }
};

/// A field of the form of a record, as the store describes it (RecordStore::fields). The API also describes records by
/// these, for forms that are made without a page.
struct RecordField {
  std::string name;
  std::string title;  // if empty, the form does not show the field
  std::string hint;
  bool required = false;
  bool list = false;     // of texts
  bool decides = false;  // its value decides which other fields exist
  std::vector<webform::WebChoice> choices;
  std::optional<base::JsonText> value;
  std::string pictures = {};  // member of the list's items for a picture: `figure`, `body/*/figure`; may be empty

  friend void json_members(auto& of, base::MembersOf<RecordField> auto& field) {
    of.must("name", field.name)("title", field.title)("hint", field.hint)("required", field.required);
    of("list", field.list)("decides", field.decides)("choices", field.choices)("value", field.value);
    of.given("pictures", field.pictures);
  }
};

}  // namespace gongwen::service
