package org.iecpools.kit.contract;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Serves the contracts of a service. */
@Configuration(proxyBeanMethods = false)
@Import(ContractsController.class)
public class ContractKit {}
