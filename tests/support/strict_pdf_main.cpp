// strict_pdf FILE.pdf…: whether each file is as StrictPdf reads it: content streams by the letter, and every glyph on
// its page. Prints a line for each error, `FILE: error` or `FILE: off the page: …`; exit status 1 if there is any.
#include "base/utf8.h"
#include "support/strict_pdf.h"

#include <cstdio>
#include <fstream>
#include <sstream>

using namespace gongwen::tests;

int main(int count, char** words) {
  int status = 0;
  const auto say = [&](const char* file, const std::string& what) {
    std::printf("%s: %s\n", file, what.c_str());
    status = 1;
  };
  for (int i = 1; i < count; ++i) {
    std::ostringstream bytes;
    bytes << std::ifstream(words[i], std::ios::binary).rdbuf();
    const StrictPdf read = read_strictly(bytes.str());
    for (const std::string& error : read.errors) say(words[i], error);
    for (std::size_t page = 0; page < read.pages.size(); ++page) {
      for (const StrictGlyph& glyph : read.pages[page].glyphs) {
        if (!is_off(glyph, read.pages[page])) continue;
        say(words[i], "off the page: " + gongwen::base::to_utf8(glyph.text) + " on page " + std::to_string(page + 1));
        break;
      }
    }
  }
  return status;
}
