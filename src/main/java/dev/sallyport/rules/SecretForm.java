package dev.sallyport.rules;

import dev.sallyport.action.SecretKind;
import dev.sallyport.settings.Choice;
import dev.sallyport.settings.Grammar;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A kind of secret that shows in a value, as a policy names it. */
record SecretForm(SecretKind kind) {

    static Grammar<SecretForm> grammar() {
        Map<String, SecretForm> words = new LinkedHashMap<>();
        all().forEach(form -> words.put(form.kind().word(), form));
        return new Choice<>("secret form", words);
    }

    static List<SecretForm> all() {
        return Arrays.stream(SecretKind.values()).map(SecretForm::new).toList();
    }

    @Override
    public String toString() {
        return kind.word();
    }
}
