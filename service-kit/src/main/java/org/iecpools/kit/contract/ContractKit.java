package org.iecpools.kit.contract;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Serves the contracts of a service, if it has an HTTP server. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
@Import(ContractsController.class)
public class ContractKit {}
