package dev.sallyport.policy;

import dev.sallyport.settings.Grammar;
import dev.sallyport.settings.InvalidSettingException;
import dev.sallyport.settings.Place;
import dev.sallyport.settings.Setting;
import dev.sallyport.settings.Word;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a policy extends: the name of a preset; or a file, with a slash in it or {@code .yaml} at its end.
 *
 * @param place where it says so
 */
record Extended(Place place, String text) {

    private static final Pattern FILE = Pattern.compile(".*(/.*|\\.ya?ml)");

    static Grammar<Extended> grammar() {
        return new Placed();
    }

    boolean isFile() {
        return FILE.matcher(text).matches();
    }

    private static final class Placed implements Grammar<Extended> {

        private static final Grammar<String> TEXT =
                new Word<>("name of a preset, or file", "the name of a preset, or a file", "", (text, _) -> text);

        @Override
        public Extended read(String key, Setting setting, Path base) throws InvalidSettingException {
            return new Extended(setting.place(), TEXT.read(key, setting, base));
        }

        @Override
        public String name() {
            return TEXT.name();
        }

        @Override
        public Map<String, Object> schema() {
            return TEXT.schema();
        }

        @Override
        public Object plain(Extended value) {
            return value.text();
        }
    }
}
