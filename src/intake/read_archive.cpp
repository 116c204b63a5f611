#include "intake/read_archive.h"

#include "data/decode_text.h"
#include "diagnostics/catalogue/intake.h"
#include "diagnostics/catalogue/texts/intake.h"
#include "intake/detail/zip_archive.h"

#include <algorithm>
#include <charconv>

namespace gongwen::intake {
namespace {

namespace messages = diagnostics::messages;

/// What the child answers: a letter for the outcome, then for each file the lengths of name and bytes, and both.
enum class Outcome : char { Document = 'd', Files = 'f', Damaged = 'x', TooLarge = 'l', Encrypted = 'e' };

Outcome outcome_of(ZipError error) {
  switch (error) {
    case ZipError::NoSuchEntry:
    case ZipError::Damaged: return Outcome::Damaged;
    case ZipError::Encrypted: return Outcome::Encrypted;
    case ZipError::TooManyEntries:
    case ZipError::TooLarge:
    case ZipError::TooDense: break;
  }
  return Outcome::TooLarge;
}

bool is_wanted(std::string_view name, const std::function<bool(std::string_view)>& takes) {
  if (name.empty() || name.ends_with('/')) return false;
  while (!name.empty()) {
    const std::string_view part = name.substr(0, name.find('/'));
    name.remove_prefix(std::min(name.size(), part.size() + 1));
    if (!part.empty() && !takes(part)) return false;
  }
  return true;
}

std::string unpack(std::string_view bytes, const std::function<bool(std::string_view)>& takes,
                   const IntakeLimits& limits) {
  const auto failed = [](ZipError error) {
    return std::string(1, static_cast<char>(outcome_of(error)));
  };
  auto archive = ZipArchive::open(bytes, limits);
  if (!archive) return failed(archive.error());
  std::string answer(1, static_cast<char>(Outcome::Files));
  for (const std::string& name : archive->names()) {
    const bool document = name == "[Content_Types].xml" || name == "mimetype";
    if (document) return {static_cast<char>(Outcome::Document)};
  }
  for (const std::string& name : archive->names()) {
    if (!is_wanted(name, takes)) continue;
    const auto file = archive->read(name);
    if (!file) return failed(file.error());
    answer += std::to_string(name.size()) + " " + std::to_string(file->size()) + " " + name + *file;
  }
  return answer;
}

std::optional<std::size_t> take_number(std::string_view& text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end == text.data() + text.size() || *end != ' ') return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  return number;
}

/// Programs in Chinese Windows write names in GBK.
std::string readable_name(std::string_view name) {
  diagnostics::DiagnosticSink ignored;
  auto text = data::decode_text(std::string(name), {}, ignored);
  std::string readable = text ? *std::move(text) : std::string(name);
  std::replace(readable.begin(), readable.end(), '\\', '/');  // some of them write folders so
  return readable;
}

bool take_files(std::string_view text, Archive& archive) {
  while (!text.empty()) {
    const auto name = take_number(text);
    const auto size = name ? take_number(text) : std::nullopt;
    if (!size || *name > text.size() || *size > text.size() - *name) return false;
    archive.files.push_back({readable_name(text.substr(0, *name)), std::string(text.substr(*name, *size))});
    text.remove_prefix(*name + *size);
  }
  std::stable_sort(archive.files.begin(), archive.files.end(),
                   [](const ArchivedFile& a, const ArchivedFile& b) { return a.name < b.name; });
  return true;
}

void report(Archive& archive, diagnostics::DiagnosticId id, std::vector<std::string> arguments = {}) {
  archive.notices.push_back({id, std::move(arguments)});
}

}  // namespace

std::optional<Archive> read_archive(std::string_view bytes, const std::function<bool(std::string_view)>& takes,
                                    const IntakeLimits& limits, const ProcessLimits& process) {
  if (!bytes.starts_with("PK\x03\x04")) return std::nullopt;
  const ProcessResult result = run_in_child([&] { return unpack(bytes, takes, limits); }, process);
  Archive archive;
  if (result.end == ProcessEnd::NotStarted) {
    report(archive, messages::IntakeNoProcess);
    return archive;
  }
  const Outcome outcome = result.end == ProcessEnd::Done && !result.answer.empty()
                              ? static_cast<Outcome>(result.answer.front())
                              : Outcome::Damaged;
  switch (outcome) {
    case Outcome::Document: return std::nullopt;
    case Outcome::Encrypted: report(archive, messages::IntakeEncrypted); break;
    case Outcome::TooLarge:
      report(archive, messages::IntakeLimit,
             {std::string(texts::IntakeUnpacksTooMuch.english), std::string(texts::IntakeUnpacksTooMuch.chinese)});
      break;
    case Outcome::Files:
      if (take_files(std::string_view(result.answer).substr(1), archive)) break;
      [[fallthrough]];
    case Outcome::Damaged: report(archive, messages::IntakeDamaged, {"ZIP"}); break;
  }
  return archive;
}

}  // namespace gongwen::intake
