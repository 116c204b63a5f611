#include "service/detail/returned_sources.h"

#include "base/ascii.h"
#include "base/file_path.h"
#include "base/json.h"
#include "base/sha256.h"
#include "engine/core/run.h"
#include "engine/input/data_book.h"

#include <array>
#include <string_view>
#include <utility>

namespace gongwen::service {
namespace {

constexpr int kArchiveDepth = 2;

std::string_view type_of_bytes(std::string_view bytes) {
  if (bytes.starts_with("%PDF-")) return "pdf";
  return bytes.starts_with("PK") ? "xlsx" : "json";
}

class Unpacker {
 public:
  explicit Unpacker(intake::FileReader& reader) : reader_(reader) {}

  void add(const std::string& name, const std::string& bytes, int depth) {
    const auto archive = depth < kArchiveDepth ? reader_.unpack(bytes) : std::nullopt;
    if (!archive) return add_form(name, bytes);
    if (!archive->notices.empty()) tell(name, archive->notices);
    for (const intake::ArchivedFile& file : archive->files)
      add(base::join_path(name, file.name), file.bytes, depth + 1);
  }

  ReturnedSources found;

 private:
  void add_form(const std::string& name, const std::string& bytes) {
    found.forms.push_back({name, bytes});
    found.sources.push_back({name, base::sha256(bytes), std::string(type_of_bytes(bytes))});
  }

  void tell(const std::string& name, const std::vector<intake::Notice>& notices) {
    engine::Run run;
    for (const intake::Notice& notice : notices) engine::report_notice(notice, name, nullptr, run.sink());
    found.reports.push_back(std::move(run).report());
  }

  intake::FileReader& reader_;
};

}  // namespace

ReturnedSources unpack_returned(const std::vector<MemoryFile>& files, intake::FileReader& reader) {
  Unpacker unpacker(reader);
  for (const MemoryFile& file : files) unpacker.add(file.path, file.bytes, 0);
  return std::move(unpacker.found);
}

std::string sources_json(const std::vector<ReturnedSource>& sources) {
  base::Json list = base::Json::list();
  for (const ReturnedSource& source : sources) {
    base::Json one = base::Json::object();
    list.add(std::move(one.set("name", source.name).set("sha256", source.sha256).set("type", source.type)));
  }
  return list.text();
}

std::vector<ReturnedSource> parse_sources(std::string_view text) {
  std::vector<ReturnedSource> sources;
  const auto json = base::parse_json(text);
  for (std::size_t i = 0; json && i < json->size(); ++i) {
    const base::JsonView one = json->view().at(i);
    sources.push_back({one.text_of("name"), one.text_of("sha256"), one.text_of("type")});
  }
  return sources;
}

const ReturnedSource* source_of(const std::vector<ReturnedSource>& sources, std::string_view name) {
  const ReturnedSource* around = nullptr;
  for (const ReturnedSource& source : sources) {
    if (source.name == name) return &source;
    const bool is_inside =
        name.starts_with(source.name) && name.size() > source.name.size() && name[source.name.size()] == '/';
    if (is_inside && (around == nullptr || around->name.size() < source.name.size())) around = &source;
  }
  return around;
}

}  // namespace gongwen::service
