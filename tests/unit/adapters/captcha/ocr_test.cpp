// Pictures against Debian's tesseract-ocr, the recogniser anybody has at hand. A control shows that it reads the same letters when they
// stand straight: without it a broken call of the program would look like a strong captcha.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "adapters/captcha/answer.hpp"
#include "adapters/captcha/canvas.hpp"
#include "adapters/captcha/picture.hpp"
#include "adapters/captcha/png.hpp"

namespace rekey::captcha {
namespace {

constexpr int kPictures = 100;

const GlyphAtlas& atlas() {
    static const GlyphAtlas made(kLetters);
    return made;
}

class Ocr : public testing::Test {
protected:
    Ocr() {
        std::string name = (std::filesystem::temp_directory_path() / "rekey-ocr-XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
        for (int i = 0; i < kPictures; ++i) {
            Chance chance(Mac{{static_cast<std::uint8_t>(i), 42}});
            std::string answer;
            while (answer.size() < 6) answer += kLetters[chance.below(kLetters.size())];
            answers_.push_back(answer);
        }
    }
    ~Ocr() override { std::filesystem::remove_all(folder_); }

    void save(int number, const Bytes& png) const {
        const auto name = folder_ + "/" + std::to_string(number) + ".png";
        std::ofstream(name, std::ios::binary).write(reinterpret_cast<const char*>(png.data()), static_cast<std::streamsize>(png.size()));
        std::ofstream(folder_ + "/list", std::ios::app) << name << "\n";
    }

    /// How many of the saved pictures tesseract reads, looking at each as `mode` says (7: a line, 8: a word), knowing the letters.
    [[nodiscard]] int solved(int mode) const {
        const std::string command = "OMP_THREAD_LIMIT=1 tesseract " + folder_ + "/list " + folder_ + "/read --psm " + std::to_string(mode) +
                                    " -c tessedit_char_whitelist=" + std::string(kLetters) + " 2>/dev/null";
        if (std::system(command.c_str()) != 0) return -1;  // NOLINT(concurrency-mt-unsafe)
        std::ifstream file(folder_ + "/read.txt");
        std::string text{std::istreambuf_iterator<char>(file), {}};
        text += '\f';  // one stands between pages, none after the last
        int count = 0;
        std::size_t page = 0, start = 0;
        for (auto end = text.find('\f'); end != std::string::npos && page < answers_.size(); end = text.find('\f', start), ++page) {
            std::string read = text.substr(start, end - start);
            std::erase(read, '\n');
            count += fold(read) == fold(answers_[page]) ? 1 : 0;
            start = end + 1;
        }
        return page == answers_.size() ? count : -1;
    }

    std::string folder_;
    std::vector<std::string> answers_;
};

/// The letters side by side with a gap, straight, without lines.
Bytes draw_plainly(std::string_view answer) {
    Canvas canvas(kPictureWidth, kPictureHeight, {std::vector<float>(kPictureHeight), std::vector<float>(kPictureWidth)});
    float x = 20;
    for (const char letter : answer) {
        const Glyph& glyph = atlas().glyph(letter, 0);
        constexpr float kScale = 0.65F;
        const float width = static_cast<float>(glyph.width) * kScale;
        canvas.draw(glyph, {{x + width / 2, kPictureHeight / 2.0F}, kScale, kScale, 0, 0});
        x += width + 6;
    }
    return encode_png(canvas.ink(), kPictureWidth);
}

TEST_F(Ocr, ReadsTheLettersWhenTheyStandStraight) {
    for (int i = 0; i < kPictures; ++i) save(i, draw_plainly(answers_[static_cast<std::size_t>(i)]));
    EXPECT_GT(solved(7), kPictures / 2) << "-1: tesseract-ocr is missing or did not run";
}

TEST_F(Ocr, SolvesFewerThanFiveOfAHundredPictures) {
    for (int i = 0; i < kPictures; ++i) {
        save(i, draw_picture(atlas(), answers_[static_cast<std::size_t>(i)], Chance(Mac{{static_cast<std::uint8_t>(i), 43}})));
    }
    for (const int mode : {7, 8}) {
        const int count = solved(mode);
        EXPECT_GE(count, 0) << "tesseract-ocr is missing or did not run";
        EXPECT_LT(count, 5) << "page segmentation mode " << mode;
    }
}

}  // namespace
}  // namespace rekey::captcha
