package dev.sallyport.rules;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a rule demands, for the reference and for editors. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Demand {

    /** In one sentence that begins with "a request". */
    String value();

    /** Where the demand comes from: CIS Docker Benchmark v1.6.0, Kubernetes Pod Security Standards. */
    String controls() default "";
}
