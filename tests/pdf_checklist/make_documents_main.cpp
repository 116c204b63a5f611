// make_documents FOLDER: writes the documents that the checklist is run over: every sample, and the awkward pages; each
// as NAME.pdf, with NAME.json beside it, which says what was meant. What is meant comes from the document tree, so that
// it does not depend on the later stages.
#include "base/json.h"
#include "base/utf8.h"
#include "pdf/write_pdf.h"
#include "support/awkward_pages.h"
#include "support/sample.h"
#include "support/text_census.h"

#include <cstdio>
#include <fstream>

using namespace gongwen::tests;
using gongwen::base::to_utf8;

namespace {

void append_member(std::string& out, std::string_view key, std::string_view value) {
  gongwen::base::append_json_string(out += out.ends_with('{') ? "" : ",", key);
  gongwen::base::append_json_string(out += ":", value);
}

std::string pages_json(const LaidOut& laid_out) {
  std::string out = "[";
  for (const auto& page : laid_out.painted.pages) {
    const DrawnText drawn = drawn_text(page);
    out += out.size() > 1 ? ",{" : "{";
    append_member(out, "content", to_utf8(drawn.content));
    append_member(out, "artifacts", to_utf8(drawn.artifacts));
    out += drawn.sticks_out ? ",\"sticks_out\":true" : ",\"sticks_out\":false";
    out +=
        ",\"size\":[" + std::to_string(page.size.width.to_pt()) + "," + std::to_string(page.size.height.to_pt()) + "]}";
  }
  return out + "]";
}

std::string outline_json(const LaidOut& laid_out) {
  std::string out = "[";
  for (const auto& item : laid_out.painted.outline) {
    out += out.size() > 1 ? ",{" : "{";
    append_member(out, "title", item.title);
    out += ",\"page\":" + std::to_string(item.destination.page) + ",\"level\":" + std::to_string(item.level) + "}";
  }
  return out + "]";
}

std::string meaning_json(const LaidOut& laid_out) {
  std::string out = "{";
  append_member(out, "title", laid_out.painted.information.title);
  append_member(out, "author", laid_out.painted.information.author);
  append_member(out, "date", laid_out.painted.information.date);
  append_member(out, "language", laid_out.painted.information.language);
  append_member(out, "text", to_utf8(displayed_text(laid_out)));
  std::u32string generated;
  for (const BoxCensus& box : text_boxes(laid_out)) {
    if (box.generated) generated += box.meant;
  }
  append_member(out, "generated", to_utf8(generated));
  return out + ",\"pages\":" + pages_json(laid_out) + ",\"outline\":" + outline_json(laid_out) + "}";
}

void write(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

bool write_document(const std::filesystem::path& folder, const std::string& name, LaidOut& laid_out) {
  const std::string pdf = gongwen::pdf::write_pdf(laid_out.painted, test_fonts(), {}, laid_out.sink);
  if (laid_out.sink.has_errors()) {
    std::fprintf(stderr, "%s: %s\n", name.c_str(), laid_out.messages().c_str());
    return false;
  }
  write(folder / (name + ".pdf"), pdf);
  write(folder / (name + ".json"), meaning_json(laid_out));
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::filesystem::path folder = argv[1];
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  bool all = true;
  for (const auto& file : sample_files()) {
    const Sample sample(file);
    all &= write_document(folder, "sample-" + file.parent_path().filename().string() + "-" + file.stem().string(),
                          *sample.laid_out);
  }
  std::vector<AwkwardPage> pages = awkward_pages();
  for (std::uint32_t number = 1; number <= 6; ++number) pages.push_back(random_page(number));
  pages.push_back(rows_page(2'000));
  pages.push_back(rows_page(10'000));
  for (const AwkwardPage& page : pages) {
    LaidOut laid_out(page.html);
    all &= write_document(folder, page.name, laid_out);
  }
  return all ? 0 : 1;
}
