// The parts of a stack of scans on their way from a worker to the front.
#include "base/json.h"
#include "service/detail/scan_task.h"

#include <array>

namespace gongwen::service {
namespace {

constexpr std::array<std::string_view, 4> kTroubles{"", "unreadable", "unknown-type", "mixed"};
constexpr std::size_t kMaxParts = 5'000;

base::Json part_json(const ScanPart& part) {
  base::Json pages = base::Json::list();
  for (const std::size_t page : part.pages) pages.add(page);
  base::Json json = base::Json::object();
  json.set("file", part.file).set("pages", std::move(pages));
  json.set("trouble", kTroubles[static_cast<std::size_t>(part.trouble)]).set("type", part.type);
  json.set("bytes", part.bytes.size()).set("reading", base::Json::written(kept_reading(part.reading)));
  return json;
}

std::optional<ScanPart> part_of(const base::JsonView& json, std::string_view& bytes) {
  const auto size = json.number_of("bytes");
  const auto pages = json.find("pages");
  const auto reading = json.find("reading");
  const auto trouble = std::find(kTroubles.begin(), kTroubles.end(), json.text_of("trouble"));
  if (!size || *size > bytes.size() || !pages || !reading || trouble == kTroubles.end()) return std::nullopt;
  ScanPart part;
  part.file = json.text_of("file");
  part.trouble = static_cast<ScanTrouble>(trouble - kTroubles.begin());
  part.type = json.text_of("type");
  part.bytes = bytes.substr(0, *size);
  part.reading = parse_kept_reading(reading->json());
  bytes.remove_prefix(*size);
  for (std::size_t i = 0; i < pages->size(); ++i) {
    const auto page = pages->at(i).number();
    if (!page) return std::nullopt;
    part.pages.push_back(static_cast<std::size_t>(*page));
  }
  return part;
}

}  // namespace

void write_parts(const std::vector<ScanPart>& parts, TaskAnswer& answer) {
  base::Json list = base::Json::list();
  for (const ScanPart& part : parts) {
    list.add(part_json(part));
    answer.body += part.bytes;
  }
  answer.reading = list.text();
}

std::optional<std::vector<ScanPart>> read_parts(const TaskAnswer& answer) {
  const auto json = base::parse_json(answer.reading);
  if (!json || json->view().size() > kMaxParts) return std::nullopt;
  std::vector<ScanPart> parts;
  std::string_view bytes = answer.body;
  for (std::size_t i = 0; i < json->view().size(); ++i) {
    const base::JsonView one = json->view().at(i);
    auto part = one.is_object() ? part_of(one, bytes) : std::nullopt;
    if (!part) return std::nullopt;
    parts.push_back(*std::move(part));
  }
  return parts;
}

}  // namespace gongwen::service
