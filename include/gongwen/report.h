// Report: all messages of one operation, in Chinese or English, for people or for programs.
#pragma once

#include "gongwen/export.h"
#include "gongwen/message.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gongwen {

/// How an operation ended; the numbers are the exit statuses of the command.
enum class Status : std::uint8_t {
  Done = 0,            // everything requested was done; there may be warnings
  BadInput = 1,        // the data, a template or a style sheet has errors
  BadUsage = 2,        // the operation was called in the wrong way
  BadEnvironment = 3,  // a file, a font or the disk cannot be used
};

/// Which messages a text shows: the first 50, errors before warnings, or all of them.
enum class Messages : std::uint8_t { First, All };

/// Whom messages address: authors of data and templates, or people who fill in a form. The wording for applicants names
/// the field and what to do with it, never members of the data or rules.
enum class Audience : std::uint8_t { Author, Applicant };

struct ReportContents;

/// The messages of one operation and its status. Cheap to copy: copies share their contents and keep alive all that
/// the messages refer to.
class GONGWEN_API Report {
 public:
  Report();
  explicit Report(std::shared_ptr<const ReportContents> contents);

  Status status() const;
  bool ok() const { return status() == Status::Done; }
  std::size_t error_count() const;
  std::size_t warning_count() const;
  /// Number of warnings that were suppressed because they are confirmed; nullopt without RenderOptions::confirmed.
  std::optional<std::size_t> confirmed_count() const;

  /// All messages as data, sorted by file and place.
  std::vector<Message> messages() const;
  /// The messages as text (UTF-8), each with its place, the source line and a caret under it; empty if absent.
  /// A line for each value that was converted when it was read comes first, and a line for each default that was
  /// applied if RenderOptions::report_defaults asks for them. For applicants: one line for each error and warning, in
  /// the order of the form's fields, without places.
  std::string text(Language language, Messages messages = Messages::First, Audience audience = Audience::Author) const;
  /// One JSON object in one line, described in docs/CLI.md. For applicants each message also has their wording.
  std::string json(Language language, Audience audience = Audience::Author) const;

  const std::shared_ptr<const ReportContents>& contents() const { return contents_; }

 private:
  std::shared_ptr<const ReportContents> contents_;
};

}  // namespace gongwen
