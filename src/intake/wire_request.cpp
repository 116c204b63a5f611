#include "base/json.h"
#include "intake/wire.h"

#include <array>
#include <charconv>

namespace gongwen::intake {
namespace {

constexpr auto kForeignTypes = static_cast<std::uint64_t>(ForeignType::Ofd) + 1;
constexpr std::uint64_t kProcessEnds = 5;

constexpr std::array kLimits = {
    &IntakeLimits::max_bytes,          &IntakeLimits::max_objects,      &IntakeLimits::max_fields,
    &IntakeLimits::max_field_depth,    &IntakeLimits::max_stream_bytes, &IntakeLimits::max_stream_ratio,
    &IntakeLimits::max_string_bytes,   &IntakeLimits::max_text,         &IntakeLimits::max_entries,
    &IntakeLimits::max_unpacked_bytes, &IntakeLimits::max_zip_ratio,    &IntakeLimits::max_depth,
    &IntakeLimits::max_cells,          &IntakeLimits::max_shared_bytes, &IntakeLimits::max_names};
static_assert(sizeof(IntakeLimits) == kLimits.size() * sizeof(std::size_t), "a limit is missing here");

/// Takes a number and the blank after it.
std::optional<std::size_t> take_number(std::string_view& text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end == text.data() + text.size() || *end != ' ') return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
  return number;
}

bool is_outcome(char letter) {
  constexpr std::array kAll = {ArchiveOutcome::Document, ArchiveOutcome::Files, ArchiveOutcome::Damaged,
                               ArchiveOutcome::TooLarge, ArchiveOutcome::Encrypted};
  for (const ArchiveOutcome outcome : kAll) {
    if (letter == static_cast<char>(outcome)) return true;
  }
  return false;
}

}  // namespace

std::string write_request(const ReadRequest& request) {
  base::Json list = base::Json::list();
  list.add(GONGWEN_VERSION).add(static_cast<int>(request.type)).add(request.unnamed == UnnamedCells::Collect ? 1 : 0);
  for (const auto limit : kLimits) list.add(request.limits.*limit);
  list.add(request.process.cpu_seconds).add(request.process.wall_seconds);
  list.add(request.process.memory_bytes).add(request.process.answer_bytes).add(request.shared_bytes);
  return list.text();
}

std::optional<ReadRequest> parse_request(std::string_view text) {
  constexpr std::size_t kBeforeLimits = 3;
  constexpr std::size_t kItems = kBeforeLimits + kLimits.size() + 5;
  const std::optional<base::Json> read = base::parse_json(text, {kMaxRequestBytes, 2, kItems + 1});
  if (!read || !read->view().is_list() || read->size() != kItems) return std::nullopt;
  const base::JsonView list = read->view();
  if (!list.at(0).is_text() || list.at(0).text() != GONGWEN_VERSION) return std::nullopt;
  std::array<std::uint64_t, kItems> numbers{};
  for (std::size_t i = 1; i < kItems; ++i) {
    const std::optional<std::uint64_t> number = list.at(i).number();
    if (!number) return std::nullopt;
    numbers[i] = *number;
  }
  if (numbers[1] >= kForeignTypes || numbers[2] > 1) return std::nullopt;
  ReadRequest request;
  request.type = static_cast<ForeignType>(numbers[1]);
  request.unnamed = numbers[2] == 1 ? UnnamedCells::Collect : UnnamedCells::Refuse;
  for (std::size_t i = 0; i < kLimits.size(); ++i) request.limits.*kLimits[i] = numbers[kBeforeLimits + i];
  const std::uint64_t* const process = &numbers[kBeforeLimits + kLimits.size()];
  request.process = {static_cast<unsigned>(process[0]), static_cast<unsigned>(process[1]), process[2], process[3]};
  request.shared_bytes = process[4];
  return request;
}

std::string write_answer(ReadAnswer answer) {
  answer.content.insert(answer.content.begin(), static_cast<char>('0' + static_cast<int>(answer.end)));
  return std::move(answer.content);
}

std::optional<ReadAnswer> parse_answer(std::string text) {
  if (text.empty() || text.front() < '0') return std::nullopt;
  const auto end = static_cast<std::uint64_t>(text.front() - '0');
  if (end >= kProcessEnds || (static_cast<ProcessEnd>(end) != ProcessEnd::Done && text.size() > 1)) return std::nullopt;
  text.erase(0, 1);
  return ReadAnswer{static_cast<ProcessEnd>(end), std::move(text)};
}

std::string write_archive(const UnpackedArchive& archive) {
  std::string text(1, static_cast<char>(archive.outcome));
  for (const ArchivedFile& file : archive.files) {
    text += std::to_string(file.name.size()) + " " + std::to_string(file.bytes.size()) + " " + file.name + file.bytes;
  }
  return text;
}

std::optional<UnpackedArchive> parse_archive(std::string_view text) {
  if (text.empty() || !is_outcome(text.front())) return std::nullopt;
  UnpackedArchive archive{static_cast<ArchiveOutcome>(text.front())};
  text.remove_prefix(1);
  if (archive.outcome != ArchiveOutcome::Files && !text.empty()) return std::nullopt;
  while (!text.empty()) {
    const auto name = take_number(text);
    const auto size = name ? take_number(text) : std::nullopt;
    if (!size || *name > text.size() || *size > text.size() - *name) return std::nullopt;
    archive.files.push_back({std::string(text.substr(0, *name)), std::string(text.substr(*name, *size))});
    text.remove_prefix(*name + *size);
  }
  return archive;
}

}  // namespace gongwen::intake
